import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { auditList } from './list.ts';

export const auditGroup = (deps: CliDeps) => defineGroup('audit', 'who changed what', [auditList(deps)]);
