import { dataClass } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { addDataClassOptions, DATA_CLASS_HELP, type DataClassOptions, dataClassBody } from './options.ts';
import { printDataClass } from './print.ts';

export const dataClassCreate = (deps: CliDeps) =>
  defineCommand<DataClassOptions>(deps, {
    name: 'create',
    summary: 'create a data class: which providers and regions may see data of this kind',
    description: `Create a data class.\n${DATA_CLASS_HELP}`,
    creates: true,
    examples: [
      ['weir data-class create internal --region eu', 'only providers in the EU'],
      ['weir data-class create patient --provider gpu-cluster', 'only our own servers'],
      ['weir workload change intake --data-class patient', 'then name it in a workload'],
    ],
    define: (command) =>
      addDataClassOptions(command.argument('<id>', 'lower-case letters, digits and hyphens; never changes')),
    async run({ out, api }, options, id = '') {
      const body = { id, ...dataClassBody(options) };
      printDataClass(out, await (await api()).send('POST', '/data-classes', dataClass, body));
    },
  });
