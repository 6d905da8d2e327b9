import { organization } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printOrganization } from './print.ts';

export const organizationShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show the organization',
    examples: [['weir organization show', 'its name, time zone and currency']],
    async run({ out, api }) {
      printOrganization(out, await (await api()).get('/organization', organization));
    },
  });
