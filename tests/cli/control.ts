import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalControl } from '../../packages/server/src/app/local-control.ts';
import type { LocalControl } from '../../packages/server/src/cli/index.ts';
import { configSchema } from '../../packages/server/src/platform/config/schema.ts';

export interface SharedControl {
  /** An empty directory for the commands to be run in. */
  readonly dir: string;
  /** For `CliDeps`: always this control, which a command cannot close. */
  open(): Promise<LocalControl>;
  dispose(): Promise<void>;
}

/** A control without processes on a directory of its own, opened once: opening costs a second or two. */
export async function openSharedControl(): Promise<SharedControl> {
  const top = mkdtempSync(join(tmpdir(), 'weir-cli-e2e-'));
  // not the directory of the control: a command that finds its lock held waits for the holder to answer
  const dir = join(top, 'empty');
  mkdirSync(dir, { mode: 0o700 });
  const control = await openLocalControl(
    configSchema.parse({ data_dir: join(top, 'data'), log: { level: 'silent' } }),
  );
  return {
    dir,
    open: async () => ({ ...control, close: async () => {} }),
    async dispose() {
      await control.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}
