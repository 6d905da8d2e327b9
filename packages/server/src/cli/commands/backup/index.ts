import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { createBackupCommand } from './create.ts';
import { restoreBackupCommand } from './restore.ts';
import { verifyBackupCommand } from './verify.ts';

export const backupGroup = (deps: CliDeps) =>
  defineGroup('backup', 'keep a copy of everything, and come back from it', [
    createBackupCommand(deps),
    verifyBackupCommand(deps),
    restoreBackupCommand(deps),
  ]);
