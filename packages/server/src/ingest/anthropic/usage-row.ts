import type { StatementLine } from '@weir/core/contract';
import {
  countField,
  type Fields,
  furtherOf,
  given,
  instantField,
  isFields,
  textField,
} from '../sources/fields.ts';
import { lineId, type RowContext } from '../sources/index.ts';

/** Told of models that cannot be kept in a region. */
const NO_REGION = new Set(['not_available', 'global']);
const FURTHER = ['context_window', 'inference_geo', 'account_id', 'service_account_id', 'speed'] as const;

/**
 * Lines of a result of `usage_report/messages`, one per token type. Cache writes that live five minutes are
 * `cache_write_tokens`, as price lists name them; those of an hour have a unit of their own.
 */
export function usageLines(row: Fields, ctx: RowContext): StatementLine[] {
  const since = instantField(row, 'starting_at');
  const created = isFields(row['cache_creation']) ? row['cache_creation'] : {};
  const tools = isFields(row['server_tool_use']) ? row['server_tool_use'] : {};
  const parts: [string, bigint | undefined, string][] = [
    ['input_tokens', countField(row, 'uncached_input_tokens'), 'uncached input tokens'],
    ['cache_read_tokens', countField(row, 'cache_read_input_tokens'), 'cache read tokens'],
    ['cache_write_tokens', countField(created, 'ephemeral_5m_input_tokens'), 'cache write tokens, 5 minutes'],
    ['cache_write_1h_tokens', countField(created, 'ephemeral_1h_input_tokens'), 'cache write tokens, 1 hour'],
    ['output_tokens', countField(row, 'output_tokens'), 'output tokens'],
    ['web_searches', countField(tools, 'web_search_requests'), 'web searches'],
  ];
  const geo = textField(row, 'inference_geo');
  const names = {
    project: textField(row, 'workspace_id'),
    key: textField(row, 'api_key_id'),
    model: textField(row, 'model'),
    tier: tierOf(row),
    region: geo === undefined || NO_REGION.has(geo) ? undefined : geo,
  };
  const told = FURTHER.map((name) => textField(row, name));
  return parts.flatMap(([unit, quantity, description]): StatementLine[] => {
    if (quantity === undefined || quantity === 0n) return [];
    return [
      {
        source: ctx.source,
        id: lineId('usage', since, ...Object.values(names), ...told, unit),
        version: ctx.version,
        tells: 'usage',
        provider: 'anthropic',
        category: 'model_usage',
        since,
        until: instantField(row, 'ending_at'),
        ...given(names),
        unit,
        quantity: quantity.toString(),
        currency: 'USD',
        description: `${names.model ?? 'all models'}: ${description}`,
        tags: {},
        ...given({ further: furtherOf(row, FURTHER) }),
      },
    ];
  });
}

function tierOf(row: Fields): string | undefined {
  return row['speed'] === 'fast' ? 'fast' : textField(row, 'service_tier');
}
