import { dataClass } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printDataClass } from './print.ts';

export const dataClassShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show one data class',
    examples: [['weir data-class show internal', 'providers and regions it allows']],
    define: (command) => command.argument('<id>', 'data class to show'),
    async run({ out, api }, _options, id = '') {
      printDataClass(out, await (await api()).get(`/data-classes/${segment(id)}`, dataClass));
    },
  });
