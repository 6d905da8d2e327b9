import {
  GATE_STATES,
  type GateStatus,
  type GateSummary,
  gateSummary,
  STAGES,
  type Stage,
} from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { trafficText } from './print.ts';

interface Options extends PagingOptions {
  state?: GateStatus['state'];
  stage?: Stage;
  environment?: string;
}

export const gateList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list workloads and what is missing for production',
    examples: [
      ['weir gate list --state open', 'those that have not passed'],
      ['weir gate list --stage production --environment production', 'those that have production traffic'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .addOption(new Option('--state <state>', 'only these').choices([...GATE_STATES]))
          .addOption(new Option('--stage <stage>', 'only workloads of this stage').choices([...STAGES]))
          .option('--environment <id>', 'only workloads of this environment'),
      ),
    async run({ out, api }, options) {
      const { state, stage, environment } = options;
      const list = await fetchPages(
        await api(),
        '/gates',
        gateSummary,
        { state, stage, environment },
        options,
      );
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No workloads.');
      out.table<GateSummary>(
        [
          { title: 'WORKLOAD', value: (row) => row.workload },
          { title: 'STAGE', value: (row) => row.stage },
          { title: 'ENVIRONMENT', value: (row) => row.environment },
          { title: 'GATE', value: (row) => row.state },
          { title: 'MET', value: (row) => `${row.met}/${row.of}`, align: 'right' },
          { title: 'TRAFFIC', value: (row) => trafficText(row.traffic) },
          { title: 'UNTIL (UTC)', value: (row) => (row.until === undefined ? '' : formatInstant(row.until)) },
          { title: 'MISSING', value: (row) => row.missing.join(', ') },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
