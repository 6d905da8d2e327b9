import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import { lockHolder } from '../platform/lock/index.ts';
import { dataDirOf } from './data-dir.ts';
import type { ReloadOutcome } from './messages.ts';

/** A control that shares its directory holds no lock on it: it is told by SIGHUP. */
const RELOADABLE = ['weir up', 'weir control', 'weir gateway'];
const LOOK_MS = 100;
/** Control and workers may be replaced, and old workers drain. */
const SPARE_MS = 90_000;

/** Asks the Weir that runs on a data directory to reload, and waits until it has, or says why not. */
export async function requestReload(config: Config, signal: AbortSignal): Promise<ReloadOutcome> {
  const dir = dataDirOf(config.data_dir);
  const holder = lockHolder(dir.lock);
  if (holder === undefined || !RELOADABLE.includes(holder.command)) {
    throw new WeirError('not_found', `No Weir runs on ${config.data_dir}`, {
      remedy: 'Start it with `weir up`, or name its directory with --data-dir (WEIR_DATA_DIR).',
    });
  }
  const before = outcomeIn(dir.reloadFile)?.at;
  process.kill(holder.pid, 'SIGUSR2');
  const until = systemClock.now() + config.gateway.drain_ms + SPARE_MS;
  while (systemClock.now() < until) {
    await sleep(LOOK_MS, undefined, { signal });
    const outcome = outcomeIn(dir.reloadFile);
    if (outcome !== undefined && outcome.at !== before) return outcome;
  }
  throw new WeirError('internal', 'Weir did not say in time whether it has reloaded.', {
    remedy: 'Look at the log of `weir up`, and at `weir doctor`.',
  });
}

function outcomeIn(file: string): ReloadOutcome | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ReloadOutcome;
  } catch {
    return undefined;
  }
}
