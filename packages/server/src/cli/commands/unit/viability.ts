import { type ViabilityMap, viabilityMap } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant, moneyFormatter } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { addUnitRange, noteLeftOut, type UnitRangeOptions, unitRange } from './range.ts';

type Row = ViabilityMap['workloads'][number];

export const viabilityCommand = (deps: CliDeps) =>
  defineCommand<UnitRangeOptions>(deps, {
    name: 'viability',
    summary: 'cost per outcome against value per outcome of every workload, with a verdict',
    examples: [
      ['weir viability', 'the last 30 full days'],
      ['weir viability --json | jq \'.workloads[] | select(.verdict == "stop")\'', 'what to stop'],
    ],
    define: addUnitRange,
    async run(context, options) {
      const { out } = context;
      const map = await (await context.api()).get(
        '/viability',
        viabilityMap,
        await unitRange(context, options),
      );
      if (out.json) return out.data(map);
      const counted = map.sandbox === 'include' ? '; sandbox calls are counted in' : '';
      out.note(
        `${formatInstant(map.since)} to ${formatInstant(map.until)} UTC, in ${map.currency}${counted}`,
      );
      if (map.workloads.length === 0) return out.note('No workloads yet: weir workload create.');
      const loaded = moneyFormatter(map.workloads.map(({ loaded_cost }) => loaded_cost));
      out.table<Row>(
        [
          { title: 'WORKLOAD', value: ({ workload }) => workload },
          { title: 'STAGE', value: ({ stage }) => stage },
          { title: 'LOADED COST', align: 'right', value: ({ loaded_cost }) => loaded(loaded_cost) },
          { title: 'SUCCESSES', align: 'right', value: ({ successes }) => formatCount(successes) },
          { title: 'COST EACH', align: 'right', value: (row) => readable(row.cost_per_successful_outcome) },
          { title: 'VALUE EACH', align: 'right', value: (row) => readable(row.value_per_outcome) },
          { title: 'MARGIN', align: 'right', value: ({ margin }) => readable(margin) },
          { title: 'VERDICT', value: ({ verdict }) => verdict.replaceAll('_', ' ') },
        ],
        map.workloads,
      );
      noteLeftOut(out, map.sandbox, map.workloads.every(spentNothing));
    },
  });

const spentNothing = ({ loaded_cost: cost }: Row) => Number(cost) === 0;

/** Each by its own size: these columns compare unlike things. --json has every digit. */
function readable(amount: string | null): string {
  return amount === null ? '-' : moneyFormatter([amount])(amount);
}
