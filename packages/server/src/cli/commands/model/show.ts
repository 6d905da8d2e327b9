import { type ModelDetail, modelDetail } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';

export const modelShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a model: limits, what it can do, its price now and before',
    examples: [['weir model show openai gpt-4o', 'with every list price since it came out']],
    define: (command) =>
      command
        .argument('<provider>', 'provider of the price list: openai, anthropic, google ...')
        .argument('<model>', 'id or any name the price list knows it by'),
    async run({ out, api }, _options, provider = '', model = '') {
      const path = `/models/${segment(provider)}/${segment(model)}`;
      const found = await (await api()).get(path, modelDetail);
      if (out.json) return out.data(found);
      printModel(out, found);
    },
  });

function printModel(out: Output, found: ModelDetail): void {
  out.fields([
    ['model', out.style('bold', found.model)],
    ['name', found.name],
    ['provider', found.provider],
    ['tier', found.tier],
    ['context window', tokens(found.context_window)],
    ['max output', tokens(found.max_output_tokens)],
    ['can', found.capabilities?.join(', ') || undefined],
    ['sold by', found.available_from.join(', ') || 'no configured provider'],
    ['state', found.deprecated ? 'deprecated' : undefined],
    ['price', found.priced ? found.price.ref : `unknown; calls are booked at ${found.price.ref}`],
  ]);
  out.line();
  const rows = [
    ...earlier(found),
    ...found.price.rates.map(({ unit, per, contracted }) => ({ when: 'now', unit, per, price: contracted })),
  ];
  out.table<(typeof rows)[number]>(
    [
      { title: 'FROM', value: (row) => row.when },
      { title: 'UNIT', value: (row) => row.unit },
      { title: 'PER', value: (row) => formatCount(row.per), align: 'right' },
      { title: `PRICE (${found.currency})`, value: (row) => formatExact(row.price), align: 'right' },
    ],
    rows,
  );
}

/** List prices over time; none when there was only ever the one that holds now. */
function earlier({
  history,
  price,
}: ModelDetail): { when: string; unit: string; per: number; price: string }[] {
  const [only, ...more] = history;
  const same = (rate: ModelDetail['rates'][number]) =>
    price.rates.some(({ unit, contracted }) => unit === rate.unit && contracted === rate.list);
  if (more.length === 0 && only?.rates.every(same) === true) return [];
  return history.flatMap(({ from, time_of_day: daily, rates }) => {
    const hours = daily === undefined ? '' : `, ${daily.start} to ${daily.end}`;
    const when = `${from ?? 'first known'}${hours}`;
    return rates.map(({ unit, per, list }) => ({ when, unit, per, price: list }));
  });
}

function tokens(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${formatCount(value)} tokens`;
}
