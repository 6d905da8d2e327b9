import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { focusCheck } from './check.ts';
import { focusExport } from './export.ts';
import { focusImport } from './import.ts';

export const focusGroup = (deps: CliDeps) =>
  defineGroup('focus', 'FOCUS, the open format of cost and usage data: export, import, check', [
    focusExport(deps),
    focusImport(deps),
    focusCheck(deps),
  ]);
