import { EXPORTS } from '@weir/core/contract';
import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { exportRowsCommand } from './rows.ts';

export const exportGroup = (deps: CliDeps) =>
  defineGroup(
    'export',
    'take out of the ledger what it holds, as files of any size',
    EXPORTS.map((kind) => exportRowsCommand(deps, kind)),
  );
