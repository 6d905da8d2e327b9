import type { CostReport } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { CostQuery } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { type CostGroupRow, foldReport } from './cost-report.ts';
import { type CostSource, costSource } from './cost-source.ts';
import { Parameters } from './dimensions.ts';

const MAX_DIMENSIONS = 4;
const DEFAULT_LIMIT = 1_000;
/** Up to this many rows the tail is folded here; beyond it the engine folds. */
const FOLD_HERE = 20_000;

/**
 * Costs by dimensions and time. Rows and total come from one statement, so they agree whatever lands meanwhile: the
 * total is the sum of the rows.
 */
export async function queryCosts(
  engine: SqlEngine,
  floors: Floors,
  query: CostQuery,
  parameters = new Parameters(),
): Promise<CostReport> {
  const limit = checkedLimit(query);
  const source = costSource(query, floors, parameters);
  const plain = grouped(source);
  let rows = await engine.select<CostGroupRow>(`${plain}\nLIMIT ${FOLD_HERE + 1}`, source.parameters.values);
  if (rows.length > FOLD_HERE) {
    rows = await engine.select<CostGroupRow>(foldedByEngine(source, limit), source.parameters.values);
  }
  const report = foldReport({ query, rows, limit, answeredFrom: source.answeredFrom });
  return source.retained === undefined ? report : { ...report, retained: source.retained };
}

function checkedLimit(query: CostQuery): number {
  if (query.by.length > MAX_DIMENSIONS || new Set(query.by).size !== query.by.length) {
    throw new WeirError('invalid_argument', `Group by at most ${MAX_DIMENSIONS} different dimensions`, {
      field: 'by',
    });
  }
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    throw new WeirError('invalid_argument', 'limit must be a whole number from 1 to 10000', {
      field: 'limit',
    });
  }
  return limit;
}

const SUMS = `toInt64(sum(m_calls)) AS calls, toInt64(sum(m_errors)) AS errors, sum(m_cost) AS cost, sum(m_loaded_cost) AS loaded_cost,
  sum(m_list_cost) AS list_cost, sum(m_estimated_cost) AS estimated_cost, sum(m_unpriced_cost) AS unpriced_cost,
  sum(m_attributed_cost) AS attributed_cost, toInt64(sum(m_input_tokens)) AS input_tokens,
  toInt64(sum(m_output_tokens)) AS output_tokens, toInt64(sum(m_cache_read_tokens)) AS cache_read_tokens,
  toInt64(sum(m_cache_write_tokens)) AS cache_write_tokens, toInt64(sum(m_cache_hits)) AS cache_hits,
  toInt64(sum(m_cache_lookups)) AS cache_lookups, sum(m_avoided_cost) AS avoided_cost,
  sum(m_prompt_cache_saving) AS prompt_cache_saving, toInt64(sum(m_evaluation_calls)) AS evaluation_calls,
  sum(m_evaluation_cost) AS evaluation_cost, max(m_currency) AS currency`;

function grouped(source: CostSource): string {
  const keys = groupKeys(source);
  const columns = ['bucket', ...keys, SUMS];
  const by = ['bucket', ...keys].join(', ');
  return `SELECT ${columns.join(', ')}\nFROM (\n${source.sql}\n)\nGROUP BY ${by}\nORDER BY bucket, cost DESC, ${by}`;
}

/** Keeps the `limit` dearest groups of the whole range; all others become one. */
function foldedByEngine(source: CostSource, limit: number): string {
  const keys = groupKeys(source);
  const group = `tuple(${keys.join(', ')})`;
  const dearest = `SELECT ${group} FROM (\n${source.sql}\n) GROUP BY ${keys.join(', ')}
ORDER BY sum(m_cost) DESC, ${keys.join(', ')} LIMIT ${limit}`;
  const shown = keys.map((key, i) => `if(folded, '', ${key}) AS k${i}`);
  const marked = `SELECT *, ${group} NOT IN (${dearest}) AS folded FROM (\n${source.sql}\n)`;
  const columns = ['bucket', 'folded', ...shown, SUMS];
  const by = ['bucket', 'folded', ...keys.map((_, i) => `k${i}`)].join(', ');
  const renamed = keys.map((key, i) => `k${i} AS ${key}`);
  return `SELECT ${['*', ...renamed].join(', ')}
FROM (SELECT ${columns.join(', ')}\nFROM (\n${marked}\n)\nGROUP BY ${by}\nORDER BY ${by})`;
}

function groupKeys(source: CostSource): string[] {
  return source.groups.map((_, i) => `g${i}`);
}
