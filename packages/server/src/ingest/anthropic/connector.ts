import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type Fields, isFields } from '../sources/fields.ts';
import { type Connector, type Delivery, type PullContext, RowProblem } from '../sources/index.ts';
import { malformed, pagesOf } from '../sources/pages.ts';
import { apiUrl, checkBaseUrl, pullSettings } from '../sources/pull-settings.ts';
import { dayOf, pieces } from '../sources/stretch.ts';
import { costLine } from './cost-row.ts';
import { usageLines } from './usage-row.ts';

const BASE = 'https://api.anthropic.com';
const VERSION = '2023-06-01';
/** Most buckets of a day that a page may hold. */
const PIECE_DAYS = 31;
/** In cents: grouped lines and the total are rounded apart. */
const TOLERANCE = Decimal.from('0.01');

const settings = z
  .object({
    ...pullSettings,
    usage: z.boolean().default(true),
    costs: z.boolean().default(true),
    /** Whether usage is told by where it was worked on. */
    by_region: z.boolean().default(true),
    /** Fetches each day's total as well and compares. */
    check_totals: z.boolean().default(true),
    /** Role charges: what is booked, amounts as billed or quantities at the own price book. */
    books: z.enum(['costs', 'usage']).default('costs'),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** Usage and costs of an Anthropic organization. */
export const anthropicConnector: Connector = {
  kind: 'anthropic',
  name: 'Anthropic usage and costs',
  settings,
  secrets: [
    {
      name: 'admin_key',
      required: true,
      hint: 'An admin key of the organization (sk-ant-admin...), from the console under admin keys.',
    },
  ],
  defaultRole: 'statement',
  defaultSchedule: '25 * * * *',
  provider: 'anthropic',
  restatesDays: 3,
  check: (given) => checkBaseUrl(given, 'The base_url of the source'),
  books: (line, given) => (line.tells === 'cost') === ((given as Settings).books === 'costs'),
  parseRow: (row, ctx) => (row['report'] === 'cost' ? [costLine(row, ctx)] : usageLines(row, ctx)),
  async *pull(ctx) {
    const { usage, costs, check_totals, by_region } = ctx.settings as Settings;
    const groups = ['api_key_id', 'workspace_id', 'model', 'service_tier', 'context_window'];
    if (by_region) groups.push('inference_geo');
    for (const { since, until, end } of pieces(ctx.since, ctx.until, PIECE_DAYS)) {
      if (usage) {
        for await (const bucket of buckets('usage_report/messages', since, end, groups, ctx)) {
          yield* parsed('usage', bucket, ctx);
        }
      }
      if (costs) yield* costsOf(since, end, check_totals, ctx);
      yield { covered: { since, until, gone: 'unmentioned' } };
    }
  },
};

async function* costsOf(
  since: Date,
  end: Date,
  checked: boolean,
  ctx: PullContext,
): AsyncGenerator<Delivery> {
  const sums = new Map<string, Decimal>();
  for await (const bucket of buckets('cost_report', since, end, ['workspace_id', 'description'], ctx)) {
    yield* parsed('cost', bucket, ctx);
    sums.set(bucket.place, centsOf(bucket).add(sums.get(bucket.place) ?? Decimal.ZERO));
  }
  if (!checked) return;
  for await (const bucket of buckets('cost_report', since, end, [], ctx)) {
    const total = centsOf(bucket);
    const lines = sums.get(bucket.place) ?? Decimal.ZERO;
    const apart = total.subtract(lines);
    if ((apart.isNegative ? Decimal.ZERO.subtract(apart) : apart).compare(TOLERANCE) <= 0) continue;
    const day = bucket.place;
    yield {
      warning: `Anthropic tells a total of ${total.toString()} cents for ${day} and lines of ${lines.toString()} for the same.`,
    };
  }
}

interface Bucket {
  place: string;
  times: { starting_at: string; ending_at: unknown };
  results: readonly Fields[];
}

async function* buckets(
  path: string,
  since: Date,
  end: Date,
  groups: readonly string[],
  ctx: PullContext,
): AsyncGenerator<Bucket> {
  const { base_url = BASE } = ctx.settings as Settings;
  const headers = { 'x-api-key': ctx.secrets['admin_key'] ?? '', 'anthropic-version': VERSION };
  const what = `v1/organizations/${path}`;
  const fetch = (page: string | undefined) =>
    ctx.http.json(
      apiUrl(base_url, what, {
        starting_at: since.toISOString(),
        ending_at: end.toISOString(),
        bucket_width: '1d',
        limit: String(PIECE_DAYS),
        ...(groups.length === 0 ? {} : { 'group_by[]': groups }),
        ...(page === undefined ? {} : { page }),
      }),
      headers,
    );
  for await (const data of pagesOf(what, fetch)) {
    for (const { starting_at, ending_at, results } of data) {
      if (typeof starting_at !== 'string' || !Array.isArray(results)) {
        throw malformed(what, 'holds a bucket without time or results');
      }
      const place = `${path} ${dayOf(starting_at)}`;
      yield { place, times: { starting_at, ending_at }, results: results.filter(isFields) };
    }
  }
}

function* parsed(
  report: 'usage' | 'cost',
  { place, times, results }: Bucket,
  ctx: PullContext,
): Generator<Delivery> {
  yield { place };
  for (const result of results) {
    const row = { report, ...times, ...result };
    try {
      for (const line of anthropicConnector.parseRow(row, ctx)) yield { line };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      yield { bad: { place, reason: error.message, row } };
    }
  }
}

function centsOf({ results }: Bucket): Decimal {
  return results.reduce((sum, { amount }) => {
    try {
      return typeof amount === 'string' || typeof amount === 'number' ? sum.add(Decimal.from(amount)) : sum;
    } catch {
      return sum;
    }
  }, Decimal.ZERO);
}
