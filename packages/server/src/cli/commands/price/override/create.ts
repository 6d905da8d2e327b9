import { priceOverride } from '@weir/core/contract';
import { SERVICE_TIERS, type ServiceTier } from '@weir/core/pricing';
import { Option } from 'commander';
import { type Context, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { collect, collectPairs, positiveAmount } from '../../../options.ts';
import type { CliDeps } from '../../../ports.ts';
import { printOverride } from './print.ts';

interface Options {
  discountPercent?: string;
  multiplier?: string;
  rate?: Record<string, string>;
  unit?: string[];
  tier?: ServiceTier;
  region?: string;
  from?: string;
  until?: string;
  source: string;
}

export const priceOverrideCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: "add the organization's own price, a discount or a multiplier",
    description:
      'What this organization pays from an instant on, instead of the list price. It is never changed: a later one\n' +
      'takes over from its own instant. Charges already recorded keep theirs. Give exactly one of --discount-percent,\n' +
      '--multiplier and --rate.',
    examples: [
      [
        'weir price override create openai --discount-percent 12.5 --from 2026-01-01 --source "contract 4711"',
        'all models of a provider',
      ],
      [
        'weir price override create openai gpt-4o --rate input_tokens=2.00 --rate output_tokens=8.00 --source "offer of May"',
        'prices of its own for a model',
      ],
      [
        'weir price override create anthropic "claude-*" --multiplier 1.1 --until 2027-01-01 --source "reseller"',
        'a tenth more, for a time',
      ],
    ],
    define: (command) =>
      command
        .argument('<provider>', 'provider of the price list: openai, anthropic, google ...')
        .argument('[model]', 'model name, prefix* or * (default: every model)')
        .requiredOption('--source <text>', 'where it comes from: a contract, a page, a mail')
        .option('--discount-percent <percent>', 'off the list price', positiveAmount)
        .option('--multiplier <factor>', 'times the list price', positiveAmount)
        .option(
          '--rate <unit=price>',
          'price per million tokens (thousand searches, hour of audio ...); repeat for more units',
          collectPairs,
        )
        .option('--unit <unit>', 'discount or multiplier of this unit only; repeat for more', collect)
        .addOption(new Option('--tier <tier>', 'only calls served so').choices(SERVICE_TIERS))
        .option(
          '--region <region>',
          'only calls worked on there, as the provider names it: eu, europe-west1 ...',
        )
        .option('--from <time>', 'a date or an instant (default: now)')
        .option('--until <time>', 'up to but without this date or instant (default: for ever)'),
    async run(context, options, provider = '', model) {
      const { discountPercent, multiplier, rate, unit, tier, region, source } = options;
      const kinds = [discountPercent, multiplier, rate].filter((kind) => kind !== undefined);
      if (kinds.length !== 1) {
        throw usageError(
          kinds.length === 0 ? 'No price is given' : 'More than one kind of price is given',
          'Give exactly one of --discount-percent, --multiplier and --rate.',
        );
      }
      const body = {
        provider,
        model,
        source,
        tier,
        region,
        ...(await validity(context, options)),
        discount_percent: discountPercent,
        multiplier,
        rates: rate,
        units: unit,
      };
      const client = await context.api();
      const made = await client.send('POST', '/prices/overrides', priceOverride, body);
      printOverride(context.out, made);
      if (context.out.json || Date.parse(made.from) > context.io.now() - 60_000) return;
      context.out.note(`What was charged since then: weir price rerate --since ${made.from} --dry-run`);
    },
  });

async function validity({ io, time }: Context, options: Options): Promise<{ from?: string; until?: string }> {
  const from = options.from === undefined ? undefined : await time(options.from, '--from');
  const until = options.until === undefined ? undefined : await time(options.until, '--until');
  const start = from ?? new Date(io.now()).toISOString();
  if (until !== undefined && until <= start) {
    throw usageError(
      `--until (${until}) is not after ${from === undefined ? 'now' : `--from (${from})`}`,
      'Give a later --until or an earlier --from.',
      '--until',
    );
  }
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}
