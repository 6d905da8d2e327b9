import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import {
  currencyField,
  decimalField,
  type Fields,
  furtherOf,
  given,
  instantField,
  textField,
} from '../sources/fields.ts';
import { lineId, type RowContext, RowProblem } from '../sources/index.ts';

/** Amounts are told in the lowest unit of the currency. */
const CENTS_PLACES = 2;

const UNITS: Readonly<Record<string, string>> = {
  uncached_input_tokens: 'input_tokens',
  cache_read_input_tokens: 'cache_read_tokens',
  'cache_creation.ephemeral_5m_input_tokens': 'cache_write_tokens',
  'cache_creation.ephemeral_1h_input_tokens': 'cache_write_1h_tokens',
  output_tokens: 'output_tokens',
};
const FURTHER = ['cost_type', 'token_type', 'context_window', 'inference_geo', 'speed'] as const;
const NO_REGION = new Set(['not_available', 'global']);

/** The line of a result of `cost_report`; `amount` is a decimal string in cents and stays exact. */
export function costLine(row: Fields, ctx: RowContext): StatementLine {
  const since = instantField(row, 'starting_at');
  const cents = decimalField(row, 'amount');
  if (cents === undefined)
    throw new RowProblem('amount is missing. Add it in cents, such as "123.45", and replay the row.');
  const type = textField(row, 'cost_type');
  const geo = textField(row, 'inference_geo');
  const description = textField(row, 'description') ?? 'costs';
  const names = {
    project: textField(row, 'workspace_id'),
    model: textField(row, 'model'),
    unit: UNITS[textField(row, 'token_type') ?? ''] ?? (type === 'web_search' ? 'web_searches' : undefined),
    tier: textField(row, 'service_tier'),
    region: geo === undefined || NO_REGION.has(geo) ? undefined : geo,
  };
  return {
    source: ctx.source,
    id: lineId(
      'cost',
      since,
      ...Object.values(names),
      ...FURTHER.map((name) => textField(row, name)),
      description,
    ),
    version: ctx.version,
    tells: 'cost',
    provider: 'anthropic',
    category: categoryOf(type),
    since,
    until: instantField(row, 'ending_at'),
    ...given(names),
    cost: cents.shiftDown(CENTS_PLACES).toString(),
    currency: currencyField(row, 'currency'),
    description,
    tags: {},
    ...given({ further: furtherOf(row, FURTHER) }),
  };
}

function categoryOf(type: string | undefined): ChargeCategory {
  if (type === 'web_search' || type === 'code_execution') return 'tools';
  return type === 'session_usage' ? 'infrastructure' : 'model_usage';
}
