import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import {
  OUTCOME_GROUPS,
  type OutcomeGroup,
  type OutcomeSum,
  type OutcomeSumQuery,
} from '../../outcome-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant } from '../rows/decode.ts';
import { bucketOf } from './cost-source.ts';
import { Parameters } from './dimensions.ts';
import { countingOutcomes, joinedToNamed } from './outcome-latest.ts';
import { assertTimeZone } from './range.ts';

interface SumRow {
  keys: string[];
  outcomes: number;
  successes: number;
  valued: number;
  value: string;
  last: string;
  late: number;
}

const OF_LAST_CALL: ReadonlySet<OutcomeGroup> = new Set(['model', 'customer', 'user', 'prompt_version']);

export async function outcomeSums(engine: SqlEngine, query: OutcomeSumQuery): Promise<OutcomeSum[]> {
  assertTimeZone(query.timeZone);
  assertGroups(query);
  const parameters = new Parameters();
  const counting = countingOutcomes(query, parameters);
  const keys = query.by.map((name) => `toString(${keyOf(name, query, parameters)})`);
  const from = query.by.some((name) => OF_LAST_CALL.has(name))
    ? joinedToNamed(query, counting, parameters)
    : `(${counting}) AS o`;
  const until = `fromUnixTimestamp64Milli(${parameters.add(query.until.getTime(), 'Int64')}, 'UTC')`;
  const rows = await engine.select<SumRow>(
    `SELECT ${keys.length === 0 ? 'emptyArrayString()' : `[${keys.join(', ')}]`} AS keys,
  toInt64(count()) AS outcomes, toInt64(countIf(o.success)) AS successes,
  toInt64(countIf(o.success AND isNotNull(o.value))) AS valued,
  toString(sumIf(ifNull(o.value, toDecimal128(0, 12)), o.success)) AS value,
  toString(max(o.recorded_at)) AS last, toInt64(countIf(o.recorded_at >= ${until} AND NOT o.sandbox)) AS late
FROM ${from} GROUP BY keys ORDER BY keys`,
    parameters.values,
  );
  return rows
    .filter(({ outcomes }) => outcomes > 0)
    .map(({ keys, last, value, ...counts }) => ({
      ...counts,
      group: Object.fromEntries(query.by.map((name, i) => [name, shownOf(name, keys[i] ?? '')])),
      value: Decimal.from(value).toString(),
      recorded_last: isoInstant(last),
    }));
}

function assertGroups({ by, interval }: OutcomeSumQuery): void {
  const unknown = by.find((name) => !OUTCOME_GROUPS.includes(name));
  if (unknown !== undefined || (by.includes('bucket') && interval === undefined)) {
    throw new WeirError(
      'invalid_argument',
      unknown === undefined
        ? 'Buckets need an interval'
        : `Outcomes have no group ${JSON.stringify(unknown)}`,
      {
        field: unknown === undefined ? 'interval' : 'by',
        remedy: `Groups are ${OUTCOME_GROUPS.join(', ')}; intervals day, week, month.`,
      },
    );
  }
}

function keyOf(name: OutcomeGroup, query: OutcomeSumQuery, parameters: Parameters): string {
  if (name === 'bucket') return bucketOf(query, parameters)('o.at');
  if (name === 'model') return 'n.last_model';
  return OF_LAST_CALL.has(name) ? `if(o.${name} != '', o.${name}, n.last_${name})` : `o.${name}`;
}

function shownOf(name: OutcomeGroup, key: string): string {
  return name === 'bucket' ? new Date(Number(key) * 1_000).toISOString() : key;
}
