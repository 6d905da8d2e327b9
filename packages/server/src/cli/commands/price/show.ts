import { existsSync } from 'node:fs';
import { type PriceView, priceView, toPriceView } from '@weir/core/contract';
import { createPriceBook } from '@weir/core/pricing';
import { loadCatalog } from '../../../platform/catalog.ts';
import { segment } from '../../api-client.ts';
import { type CommonOptions, type Context, defineCommand } from '../../command.ts';
import { configOf } from '../../connect.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';
import { resolveTime } from '../../times.ts';

interface Rate {
  unit: string;
  condition: string;
  per: number;
  list: string;
  contracted: string;
}

export const priceShow = (deps: CliDeps) =>
  defineCommand<{ at?: string }>(deps, {
    name: 'show',
    summary: 'show the price of a model, now or on a day',
    description:
      'The price that a call at that time is charged: what this organization agreed, else the list price.\n' +
      'An unknown model shows the fallback that its calls are booked at, and says so. Where there is no data\n' +
      'directory yet, list prices are shown.',
    examples: [
      ['weir price show openai gpt-4o', 'now'],
      ['weir price show anthropic claude-sonnet-4-5 --at 2026-01-15', 'on a day'],
    ],
    define: (command) =>
      command
        .argument('<provider>', 'provider of the price list: openai, anthropic, google ...')
        .argument('<model>', 'model name as a call gives it')
        .option('--at <time>', 'a date, an instant or an age such as 30d (default: now)'),
    async run(context, options, provider = '', model = '') {
      const { out } = context;
      const price = await (hasWeir(context, options) ? ofWeir : ofCatalog)(
        context,
        options.at,
        provider,
        model,
      );
      if (out.json) return out.data(price);
      printPrice(out, price, model);
    },
  });

type PriceSource = (
  context: Context,
  at: string | undefined,
  provider: string,
  model: string,
) => Promise<PriceView>;

/** Looking up a price must not leave a data directory behind. */
function hasWeir({ io }: Context, options: CommonOptions): boolean {
  const named = options.url ?? io.env['WEIR_ADMIN_URL'];
  return Boolean(named) || existsSync(configOf(io, options).data_dir);
}

const ofWeir: PriceSource = async ({ api, time }, given, provider, model) => {
  const at = given === undefined ? undefined : await time(given, '--at');
  return (await api()).get(`/prices/${segment(provider)}/${segment(model)}`, priceView, { at });
};

const ofCatalog: PriceSource = async ({ io }, given, provider, model) => {
  const at = new Date(resolveTime(given ?? 'now', '--at', io.now(), 'UTC'));
  const { list, units, overrides } = loadCatalog({ env: io.env });
  if (!list.providers.some(({ id }) => id === provider)) {
    throw new CliError(EXIT.notFound, {
      code: 'not_found',
      message: `No prices of a provider "${provider}" are known`,
      remedy: 'Use the id of the price list, such as openai, anthropic or google.',
    });
  }
  const book = createPriceBook(list, units, { catalog: overrides });
  return toPriceView(book.resolveOrFallback({ provider, model, at: at.getTime() }), at);
};

function printPrice(out: Output, price: PriceView, asked: string): void {
  out.fields([
    ['provider', price.provider],
    ['model', price.model === asked ? asked : `${asked}, priced as ${price.model}`],
    ['at', `${formatInstant(price.at)} UTC`],
    ['in force since', price.effective_from],
    ['reference', price.ref],
  ]);
  if (!price.priced) {
    out.warn(`No price of ${asked} is known: these are the highest rates known of ${price.provider}.`);
  }
  out.line();
  const rows = price.rates.flatMap(ratesOf);
  const differs = price.rates.some((rate) => rate.list !== rate.contracted);
  out.table<Rate>(
    [
      { title: 'UNIT', value: (row) => row.unit },
      ...(rows.some((row) => row.condition !== '')
        ? [{ title: 'WHEN', value: (row: Rate) => row.condition }]
        : []),
      { title: 'PER', value: (row) => formatCount(row.per), align: 'right' },
      { title: `LIST (${price.currency})`, value: (row) => formatExact(row.list), align: 'right' },
      ...(differs
        ? [
            {
              title: 'CONTRACTED',
              value: (row: Rate) => formatExact(row.contracted),
              align: 'right' as const,
            },
          ]
        : []),
    ],
    rows,
  );
}

/** One row per rate step. */
function ratesOf({ unit, per, list, contracted, tiers = [] }: PriceView['rates'][number]): Rate[] {
  const steps = tiers.map((tier) => ({
    ...tier,
    unit,
    per,
    condition: `above ${formatCount(tier.start)} input tokens`,
  }));
  return [{ unit, per, list, contracted, condition: '' }, ...steps];
}
