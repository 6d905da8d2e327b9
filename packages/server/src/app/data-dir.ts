import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';

/** Where everything lies in a data directory. */
export interface DataDir {
  root: string;
  lock: string;
  /** What only matters while Weir runs, or can be had again. */
  run: string;
  registry: string;
  ledger: string;
  spool: string;
  sandboxKey: string;
  controlLock: string;
  controlSocket: string;
  controlFile: string;
  admissionFile: string;
  cliToken: string;
  /** How the last reload went. */
  reloadFile: string;
  /** Prompts and completions that policies keep, encrypted. */
  retention: string;
  retentionKey: string;
  /** Of the secrets the registry keeps, such as addresses of alert channels. */
  secretsKey: string;
  /** What this host calls itself towards control. */
  hostName: string;
}

export function dataDirOf(root: string): DataDir {
  const run = join(root, 'run');
  return {
    root,
    lock: join(root, 'lock'),
    run,
    registry: join(root, 'registry'),
    ledger: join(root, 'ledger'),
    spool: join(root, 'spool'),
    sandboxKey: join(root, 'sandbox.key'),
    controlLock: join(run, 'control.lock'),
    controlSocket: join(run, 'control.sock'),
    controlFile: join(run, 'control.json'),
    admissionFile: join(run, 'admission.json'),
    cliToken: join(run, 'cli.token'),
    reloadFile: join(run, 'reload.json'),
    retention: join(root, 'retention'),
    retentionKey: join(root, 'retention.key'),
    secretsKey: join(root, 'secrets.key'),
    hostName: join(root, 'host'),
  };
}

/** Makes the directories, readable by this user only. */
export function makeDataDir(root: string): DataDir {
  const dir = dataDirOf(root);
  try {
    mkdirSync(join(root, 'run'), { recursive: true, mode: 0o700 });
    mkdirSync(dir.spool, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new WeirError('config_invalid', `The data directory ${root} cannot be written`, {
      field: 'data_dir',
      remedy: 'Check its owner and the free space, or choose another with WEIR_DATA_DIR.',
      cause,
    });
  }
  return dir;
}
