import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { cacheReport } from './report.ts';

export const cacheGroup = (deps: CliDeps) =>
  defineGroup('cache', 'caching: what it saved', [cacheReport(deps)]);
