import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import {
  currencyField,
  decimalField,
  type Fields,
  furtherOf,
  given,
  instantField,
  isFields,
  textField,
} from '../sources/fields.ts';
import { lineId, type RowContext, RowProblem } from '../sources/index.ts';

/** As line items end behind the name of a model: `gpt-4o-2024-08-06, cached input`. */
const UNITS: Readonly<Record<string, string>> = {
  input: 'input_tokens',
  'cached input': 'cache_read_tokens',
  'cache write': 'cache_write_tokens',
  output: 'output_tokens',
  'audio input': 'input_audio_tokens',
  'cached audio input': 'cache_audio_read_tokens',
  'audio output': 'output_audio_tokens',
  'image input': 'input_image_tokens',
  'cached image input': 'cache_image_read_tokens',
  'image output': 'output_image_tokens',
};
const TIERS = ['batch', 'flex', 'priority'] as const;
const TOOLS = /search|code interpreter|container|vector|file storage|tool/i;

/** The line of a result of `organization/costs`. Amounts are in units of the currency, not in cents. */
export function costLine(row: Fields, ctx: RowContext): StatementLine {
  const since = instantField(row, 'start_time');
  const amount = row['amount'];
  if (!isFields(amount))
    throw new RowProblem(
      'amount is missing. Add it as {"value": 0.06, "currency": "usd"} and replay the row.',
    );
  const cost = decimalField(amount, 'value');
  if (cost === undefined) throw new RowProblem('amount.value is missing. Add it and replay the row.');
  const item = textField(row, 'line_item');
  const project = textField(row, 'project_id');
  const key = textField(row, 'api_key_id');
  const { model, unit, tier } = itemOf(item);
  const account = textField(row, 'organization_id') ?? ctx.settings['organization'];
  const counted = unit !== undefined && textField(row, 'quantity_unit') === 'tokens';
  return {
    source: ctx.source,
    id: lineId('costs', since, project, key, item),
    version: ctx.version,
    tells: 'cost',
    provider: 'openai',
    category: categoryOf(item, model),
    since,
    until: instantField(row, 'end_time'),
    ...given({ account: typeof account === 'string' ? account : undefined, project, key, model, unit, tier }),
    ...given({
      quantity: counted ? decimalField(row, 'quantity')?.toString() : undefined,
      further: furtherOf(row, [
        'line_item',
        'quantity',
        'quantity_unit',
        'project_name',
        'organization_name',
      ]),
    }),
    cost: cost.toString(),
    currency: currencyField(amount, 'currency'),
    description: item ?? 'costs',
    tags: {},
  };
}

function itemOf(item: string | undefined): { model?: string; unit?: string; tier?: string } {
  const at = item?.lastIndexOf(', ') ?? -1;
  if (item === undefined || at < 1) return {};
  const tier = TIERS.find((one) => item.toLowerCase().includes(` ${one}`));
  const bare = (text: string) =>
    (tier === undefined ? text : text.replace(new RegExp(`\\s*\\b${tier}\\b\\s*`, 'i'), ' ')).trim();
  const unit = UNITS[bare(item.slice(at + 2)).toLowerCase()];
  const model = bare(item.slice(0, at));
  return unit === undefined || /\s/.test(model)
    ? {}
    : { model, unit, ...(tier === undefined ? {} : { tier }) };
}

function categoryOf(item: string | undefined, model: string | undefined): ChargeCategory {
  return model === undefined && item !== undefined && TOOLS.test(item) ? 'tools' : 'model_usage';
}
