import type { StorageTools } from '../../cli/index.ts';
import { moveToServers } from './move.ts';
import { restoreBackup } from './restore.ts';
import { verifyBackup } from './verify.ts';

/** For the command line, loaded when one of its commands needs them. */
export const storageTools: StorageTools = { verifyBackup, restoreBackup, moveToServers };
