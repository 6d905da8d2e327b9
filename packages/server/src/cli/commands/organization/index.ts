import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { organizationChange } from './change.ts';
import { organizationImport } from './import.ts';
import { organizationShow } from './show.ts';

export const organizationGroup = (deps: CliDeps) =>
  defineGroup('organization', 'the organization: its name, time zone and currency', [
    organizationShow(deps),
    organizationChange(deps),
    organizationImport(deps),
  ]);
