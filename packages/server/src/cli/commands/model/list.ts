import { MODEL_TIERS, type Model, model } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { names } from '../../options.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  provider?: string;
  tier?: (typeof MODEL_TIERS)[number];
  can?: string[];
  search?: string;
  available?: boolean;
}

export const modelList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list models: tier, limits, what they can do, what they cost now',
    description:
      'List models of the catalog by provider. Prices are what this organization pays for a million tokens, "-" where no\n' +
      'price is known: calls are then booked at the highest rates of the provider and flagged.',
    examples: [
      ['weir model list --available --tier small', 'cheap ones that can be called here'],
      ['weir model list --can tools,vision --search sonnet', 'by what they can do and by name'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .option('--provider <id>', 'only of this provider of the price list')
          .addOption(new Option('--tier <tier>', 'only of this tier').choices(MODEL_TIERS))
          .option(
            '--can <capabilities>',
            'only models with all of these: tools,vision,structured_output',
            names,
          )
          .option('--search <text>', 'only with this in id or name')
          .option('--available', 'only models that a configured provider sells'),
      ),
    async run({ out, api }, options) {
      const query = {
        provider: options.provider,
        tier: options.tier,
        capability: options.can,
        search: options.search,
        available: options.available === true ? 'true' : undefined,
      };
      const list = await fetchPages(await api(), '/models', model, query, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No model matches. Leave out an option to see more.');
      out.table<Model>(
        [
          { title: 'PROVIDER', value: (row) => row.provider },
          { title: 'MODEL', value: (row) => row.model },
          { title: 'TIER', value: (row) => row.tier ?? '' },
          { title: 'CONTEXT', value: (row) => countText(row.context_window), align: 'right' },
          { title: 'MAX OUT', value: (row) => countText(row.max_output_tokens), align: 'right' },
          { title: 'IN', value: (row) => rateText(row, 'input_tokens'), align: 'right' },
          { title: 'OUT', value: (row) => rateText(row, 'output_tokens'), align: 'right' },
          { title: 'CAN', value: (row) => row.capabilities?.join(', ') ?? '' },
          { title: 'SOLD BY', value: (row) => row.available_from.join(', ') },
          { title: '', value: (row) => (row.deprecated ? 'deprecated' : '') },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });

function rateText({ rates }: Model, unit: string): string {
  const rate = rates.find((one) => one.unit === unit && one.per === 1_000_000);
  return rate === undefined ? '-' : formatExact(rate.contracted);
}

function countText(value: number | undefined): string {
  return value === undefined ? '' : formatCount(value);
}
