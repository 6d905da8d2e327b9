import { type PriceHistory, priceConflicts, priceCoverage, priceHistory } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

interface Range {
  since?: string;
  until?: string;
}

export const priceHistoryCommand = (deps: CliDeps) =>
  defineCommand<Range>(deps, {
    name: 'history',
    summary: 'show what applied to a model when: list prices and your own',
    examples: [['weir price history openai gpt-4o --since 2026-01-01', 'step by step']],
    define: (command) =>
      command
        .argument('<provider>', 'provider of the price list: openai, anthropic, google ...')
        .argument('<model>', 'model name as a call gives it')
        .option('--since <time>', 'from this time on (default: a year)')
        .option('--until <time>', 'up to but without this time (default: now)'),
    async run({ out, api, time }, { since, until }, provider = '', model = '') {
      const query = {
        since: since === undefined ? undefined : await time(since, '--since'),
        until: until === undefined ? undefined : await time(until, '--until'),
      };
      const path = `/prices/${segment(provider)}/${segment(model)}/history`;
      const history = await (await api()).get(path, priceHistory, query);
      if (out.json) return out.data(history);
      out.table<PriceHistory['steps'][number]>(
        [
          { title: 'FROM (UTC)', value: (row) => formatInstant(row.from) },
          { title: 'REFERENCE', value: (row) => row.ref },
          { title: 'LIST', value: (row) => row.list },
          { title: 'RATES', value: ratesText },
        ],
        history.steps,
      );
    },
  });

/** `input_tokens 2.50 (2.00)`: the list price, and what is paid where that differs. */
function ratesText({ rates }: PriceHistory['steps'][number]): string {
  return rates
    .map(({ unit, list, contracted }) =>
      list === contracted ? `${unit} ${list}` : `${unit} ${list} (${contracted})`,
    )
    .join(', ');
}

export const priceCoverageCommand = (deps: CliDeps) =>
  defineCommand<Range>(deps, {
    name: 'coverage',
    summary: 'show by what prices your use was priced, and which models had none',
    examples: [['weir price coverage --since 2026-11-01', 'a month']],
    define: (command) =>
      command
        .option('--since <time>', 'from this time on (default: 30 days)')
        .option('--until <time>', 'up to but without this time (default: now)'),
    async run({ out, api, time }, { since, until }) {
      const query = {
        since: since === undefined ? undefined : await time(since, '--since'),
        until: until === undefined ? undefined : await time(until, '--until'),
      };
      const coverage = await (await api()).get('/prices/coverage', priceCoverage, query);
      if (out.json) return out.data(coverage);
      if (coverage.models.length === 0) {
        return out.note('Nothing was charged in this time. Sandbox and demo calls are left out.');
      }
      out.fields([
        ['cost', `${formatExact(coverage.cost)} ${coverage.currency}`],
        ...Object.entries(coverage.by_kind).map(([kind, { cost, share }]): [string, string] => [
          `by ${kind}`,
          `${formatExact(cost)} (${(share * 100).toFixed(1)}%)`,
        ]),
      ]);
      out.line();
      out.table<(typeof coverage.models)[number]>(
        [
          { title: 'MODEL', value: (row) => `${row.provider}/${row.model}` },
          { title: 'CHARGES', value: (row) => formatCount(row.charges), align: 'right' },
          { title: `COST (${coverage.currency})`, value: (row) => formatExact(row.cost), align: 'right' },
          { title: 'PRICES', value: (row) => row.refs.map(({ ref }) => ref).join(', ') },
        ],
        coverage.models,
      );
      for (const name of coverage.without_price)
        out.warn(`${name} was charged at a fallback: its price was not known.`);
    },
  });

export const priceConflictsCommand = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'conflicts',
    summary: 'list prices that overlap in time or contradict each other',
    examples: [['weir price conflicts', 'nothing is best']],
    async run({ out, api }) {
      const conflicts = await (await api()).get('/prices/conflicts', priceConflicts);
      if (out.json) return out.data(conflicts);
      if (conflicts.data.length === 0) return out.note('No prices contradict each other.');
      for (const { message } of conflicts.data) out.warn(message);
    },
  });
