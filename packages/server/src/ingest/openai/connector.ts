import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type Fields, isFields } from '../sources/fields.ts';
import { type Connector, type Delivery, type PullContext, RowProblem } from '../sources/index.ts';
import { malformed, pagesOf } from '../sources/pages.ts';
import { apiUrl, checkBaseUrl, pullSettings } from '../sources/pull-settings.ts';
import { dayOf, pieces } from '../sources/stretch.ts';
import { costLine } from './cost-row.ts';
import { USAGE_ENDPOINTS, type UsageEndpoint, usageLines } from './usage-row.ts';

const BASE = 'https://api.openai.com/v1';
/** Most buckets of a day that a page may hold. */
const PIECE_DAYS = 31;
/** Grouped lines and the total are rounded apart; what differs by more contradicts itself. */
const TOLERANCE = Decimal.from('0.0001');

const settings = z
  .object({
    ...pullSettings,
    /** Organization id, when the key may read several: told as `account`. */
    organization: z.string().min(1).max(200).optional(),
    /** Which usage is fetched. */
    usage: z.array(z.enum(USAGE_ENDPOINTS)).default([...USAGE_ENDPOINTS]),
    costs: z.boolean().default(true),
    /** Costs by API key, too. */
    costs_by_key: z.boolean().default(false),
    /** Fetches each day's total as well and compares. */
    check_totals: z.boolean().default(true),
    /** Role charges: what is booked, amounts as billed or quantities at the own price book. */
    books: z.enum(['costs', 'usage']).default('costs'),
  })
  .strict();
type Settings = z.infer<typeof settings>;

const GROUPS: Readonly<Record<UsageEndpoint, readonly string[]>> = {
  completions: ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'],
  embeddings: ['project_id', 'user_id', 'api_key_id', 'model'],
  moderations: ['project_id', 'user_id', 'api_key_id', 'model'],
  images: ['project_id', 'user_id', 'api_key_id', 'model', 'size', 'source'],
  audio_speeches: ['project_id', 'user_id', 'api_key_id', 'model'],
  audio_transcriptions: ['project_id', 'user_id', 'api_key_id', 'model'],
  vector_stores: ['project_id'],
  code_interpreter_sessions: ['project_id'],
};

/** Usage and costs of an OpenAI organization. */
export const openaiConnector: Connector = {
  kind: 'openai',
  name: 'OpenAI usage and costs',
  settings,
  secrets: [
    {
      name: 'admin_key',
      required: true,
      hint: 'An admin key of the organization (sk-admin-...), from platform.openai.com/settings/organization/admin-keys.',
    },
  ],
  defaultRole: 'statement',
  defaultSchedule: '20 * * * *',
  provider: 'openai',
  restatesDays: 3,
  check: (given) => checkBaseUrl(given, 'The base_url of the source'),
  books: (line, given) => (line.tells === 'cost') === ((given as Settings).books === 'costs'),
  parseRow: (row, ctx) => (row['endpoint'] === 'costs' ? [costLine(row, ctx)] : usageLines(row, ctx)),
  async *pull(ctx) {
    for (const { since, until, end } of pieces(ctx.since, ctx.until, PIECE_DAYS)) {
      const { usage, costs, check_totals } = ctx.settings as Settings;
      for (const endpoint of usage) yield* usageOf(endpoint, since, end, ctx);
      if (costs) yield* costsOf(since, end, check_totals, ctx);
      yield { covered: { since, until, gone: 'unmentioned' } };
    }
  },
};

async function* usageOf(
  endpoint: UsageEndpoint,
  since: Date,
  end: Date,
  ctx: PullContext,
): AsyncGenerator<Delivery> {
  for await (const bucket of buckets(`usage/${endpoint}`, since, end, GROUPS[endpoint], ctx)) {
    yield { place: bucket.place };
    for (const result of bucket.results) {
      const row = { endpoint, ...bucket.times, ...result };
      yield* parsed(row, bucket.place, ctx);
      const odd = contradiction(row, bucket.place);
      if (odd !== undefined) yield { warning: odd };
    }
  }
}

async function* costsOf(
  since: Date,
  end: Date,
  checked: boolean,
  ctx: PullContext,
): AsyncGenerator<Delivery> {
  const groups = [
    'project_id',
    'line_item',
    ...((ctx.settings as Settings).costs_by_key ? ['api_key_id'] : []),
  ];
  const sums = new Map<string, Decimal>();
  for await (const bucket of buckets('costs', since, end, groups, ctx)) {
    yield { place: bucket.place };
    for (const result of bucket.results) {
      yield* parsed({ endpoint: 'costs', ...bucket.times, ...result }, bucket.place, ctx);
      sums.set(bucket.place, (sums.get(bucket.place) ?? Decimal.ZERO).add(amountOf(result)));
    }
  }
  if (!checked) return;
  for await (const { place, results } of buckets('costs', since, end, [], ctx)) {
    const total = results.reduce((sum, result) => sum.add(amountOf(result)), Decimal.ZERO);
    const lines = sums.get(place) ?? Decimal.ZERO;
    const apart = total.subtract(lines);
    if ((apart.isNegative ? Decimal.ZERO.subtract(apart) : apart).compare(TOLERANCE) <= 0) continue;
    yield {
      warning: `OpenAI tells a total of ${total.toString()} for ${place} and lines of ${lines.toString()} for the same.`,
    };
  }
}

interface Bucket {
  place: string;
  times: { start_time: unknown; end_time: unknown };
  results: readonly Fields[];
}

async function* buckets(
  path: string,
  since: Date,
  end: Date,
  groups: readonly string[],
  ctx: PullContext,
): AsyncGenerator<Bucket> {
  const { base_url = BASE, organization } = ctx.settings as Settings;
  const headers = {
    authorization: `Bearer ${ctx.secrets['admin_key'] ?? ''}`,
    ...(organization === undefined ? {} : { 'openai-organization': organization }),
  };
  const what = `organization/${path}`;
  const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000));
  const fetch = (page: string | undefined) =>
    ctx.http.json(
      apiUrl(base_url, what, {
        start_time: seconds(since),
        end_time: seconds(end),
        bucket_width: '1d',
        limit: String(PIECE_DAYS),
        ...(groups.length === 0 ? {} : { group_by: groups }),
        ...(page === undefined ? {} : { page }),
      }),
      headers,
    );
  for await (const data of pagesOf(what, fetch)) {
    for (const { start_time, end_time, results, result } of data) {
      const rows = results ?? result;
      if (typeof start_time !== 'number' || !Array.isArray(rows))
        throw malformed(what, 'holds a bucket without time or results');
      const place = `${path} ${dayOf(new Date(start_time * 1_000).toISOString())}`;
      yield { place, times: { start_time, end_time }, results: rows.filter(isFields) };
    }
  }
}

function* parsed(row: Record<string, unknown>, place: string, ctx: PullContext): Generator<Delivery> {
  try {
    for (const line of openaiConnector.parseRow(row, ctx)) yield { line };
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    yield { bad: { place, reason: error.message, row } };
  }
}

/** Totals of a result that do not follow from its parts. */
function contradiction(row: Fields, place: string): string | undefined {
  const { input_tokens: whole, input_uncached_tokens: uncached, input_cached_tokens: cached = 0 } = row;
  if (typeof whole !== 'number' || typeof uncached !== 'number' || typeof cached !== 'number')
    return undefined;
  const written = typeof row['input_cache_write_tokens'] === 'number' ? row['input_cache_write_tokens'] : 0;
  if (uncached + cached === whole || uncached + cached + written === whole) return undefined;
  return `OpenAI tells ${whole} input tokens for ${place} and ${uncached} uncached and ${cached} cached for the same.`;
}

function amountOf(result: Fields): Decimal {
  const value = isFields(result['amount']) ? result['amount']['value'] : undefined;
  try {
    return typeof value === 'number' || typeof value === 'string' ? Decimal.from(value) : Decimal.ZERO;
  } catch {
    return Decimal.ZERO;
  }
}
