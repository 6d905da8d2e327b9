import type { FOCUS_DATASETS, FOCUS_EXPORT_VERSIONS, FOCUS_GRANULARITIES } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { SqlParameters } from '../../ledger/sql/engine.ts';

export interface FocusQuery {
  version: (typeof FOCUS_EXPORT_VERSIONS)[number];
  since: Date;
  until: Date;
  /** `usage`: nobody is billed by it, BilledCost is 0. `chargeback`: the organization bills its own cost centers. */
  dataset: (typeof FOCUS_DATASETS)[number];
  granularity: (typeof FOCUS_GRANULARITIES)[number];
  /** IANA zone that days and months follow. */
  timeZone: string;
  organization: { id: string; name: string };
  /** Custom tags that rows are told apart by, beside `outcome`. */
  tags: readonly string[];
  sandbox: 'include' | 'exclude';
}

/** Tags that always tell rows apart; those of single calls would make a row of each. */
export const ROW_TAGS = [
  'cost_center',
  'team',
  'application',
  'workload',
  'environment',
  'owner',
  'use_case',
  'business_process',
  'request_type',
  'prompt_version',
] as const;

const MOST_TAGS = 10;
const TAG = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Throws `invalid_argument` that names the field. */
export function assertQuery({ since, until, tags }: Pick<FocusQuery, 'since' | 'until' | 'tags'>): void {
  if (!(since < until)) {
    throw new WeirError('invalid_argument', 'until must be later than since', {
      field: 'until',
      remedy: 'Give a range such as since=2026-10-01&until=2026-11-01.',
    });
  }
  const bad = tags.find((tag) => !TAG.test(tag));
  if (bad !== undefined || tags.length > MOST_TAGS) {
    throw new WeirError(
      'invalid_argument',
      `tag must be a name of a custom tag, at most ${MOST_TAGS} of them`,
      {
        field: 'tag',
        remedy: 'Use lower case letters, digits, - and _.',
      },
    );
  }
}

/** Rows before they are named: charges summed by period, price and whom they belong to. */
export function grouped(query: FocusQuery): { sql: string; parameters: SqlParameters } {
  const zone = '{zone:String}';
  const start =
    query.granularity === 'day'
      ? `toDateTime(toDate(c.started_at, ${zone}), ${zone})`
      : 'toDateTime(toStartOfHour(c.started_at))';
  const tags = query.tags.map((_, i) => `c.tags[{tag${i}:String}] AS tag_${i}`);
  const keys = [
    `${start} AS period_start`,
    `toDateTime(toStartOfMonth(c.started_at, ${zone}), ${zone}) AS month_start`,
    'c.billed_provider AS provider',
    'c.billed_model AS model',
    'c.unit AS unit',
    'c.category AS category',
    'c.per AS per',
    'c.list_unit_price AS list_price',
    'c.contracted_unit_price AS contracted_price',
    'c.currency AS currency',
    'c.price_ref AS price_ref',
    'c.priced AS priced',
    'c.estimated AS estimated',
    'c.class AS class',
    'c.entry AS entry',
    'c.invoice AS invoice',
    'c.region AS region',
    'c.key AS key',
    "c.tags['tier'] AS tier",
    "c.tags['outcome'] AS outcome",
    ...ROW_TAGS.map((name) => `c.${name} AS ${name}`),
    ...tags,
  ];
  const names = keys.map((key) => key.slice(key.lastIndexOf(' ') + 1));
  const next =
    query.granularity === 'day'
      ? `toDateTime(addDays(toDate(period_start, ${zone}), 1), ${zone})`
      : 'addHours(period_start, 1)';
  return {
    sql: `sums AS (
  SELECT ${keys.join(', ')},
    sum(c.quantity) AS quantity, sum(c.list_cost) AS list_sum, sum(c.contracted_cost) AS contracted_sum,
    sum(c.effective_cost) AS effective_sum, count() AS charges, sumIf(c.call_count, c.first_of_unit) AS calls
  FROM charges AS c
  WHERE c.started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    AND c.started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND c.entry != 'allocation'${query.sandbox === 'exclude' ? '\n    AND NOT c.sandbox' : ''}
  GROUP BY ${names.join(', ')}
), priced_sums AS (
  SELECT *, ${next} AS period_end, toDateTime(addMonths(toDate(month_start, ${zone}), 1), ${zone}) AS month_end,
    CAST(quantity, 'Decimal(38, 12)') / per AS pricing_quantity,
    CAST(list_price, 'Decimal(38, 12)') * pricing_quantity AS list_product,
    CAST(contracted_price, 'Decimal(38, 12)') * pricing_quantity AS contracted_product,
    CAST(charges, 'Decimal(38, 12)') * toDecimal128('0.000000000002', 12) AS rounding,
    quantity != 0 AND abs(list_product - list_sum) <= rounding AS list_explained,
    quantity != 0 AND abs(contracted_product - contracted_sum) <= rounding AS contracted_explained
  FROM sums
)`,
    parameters: {
      since: query.since.getTime(),
      until: query.until.getTime(),
      zone: query.timeZone,
      ...Object.fromEntries(query.tags.map((tag, i) => [`tag${i}`, tag])),
    },
  };
}
