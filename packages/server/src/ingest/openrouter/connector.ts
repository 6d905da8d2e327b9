import type { StatementLine } from '@weir/core/contract';
import { z } from 'zod';
import { countField, decimalField, type Fields, furtherOf, isFields, textField } from '../sources/fields.ts';
import {
  type Connector,
  type Delivery,
  lineId,
  type PullContext,
  type RowContext,
  RowProblem,
} from '../sources/index.ts';
import { malformed } from '../sources/pages.ts';
import { apiUrl, checkBaseUrl, pullSettings } from '../sources/pull-settings.ts';

const BASE = 'https://openrouter.ai/api/v1';
const DAY_MS = 86_400_000;
/** The API keeps so many whole days. */
const KEPT_DAYS = 30;

const settings = z
  .object({
    ...pullSettings,
    /** Warns when the credits left are below this, in USD. */
    credits_below: z.number().nonnegative().optional(),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** What an OpenRouter account spent, by day, model and endpoint. Only days that are over are told. */
export const openrouterConnector: Connector = {
  kind: 'openrouter',
  name: 'OpenRouter activity',
  settings,
  secrets: [
    {
      name: 'management_key',
      required: true,
      hint: 'A management (provisioning) key, from openrouter.ai/settings/provisioning-keys; keys for inference may not read activity.',
    },
  ],
  defaultRole: 'statement',
  defaultSchedule: '40 */6 * * *',
  provider: 'openrouter',
  restatesDays: 2,
  check: (given) => checkBaseUrl(given, 'The base_url of the source'),
  books: ({ tells }) => tells === 'cost',
  parseRow: (row, ctx) => activityLines(row, ctx),
  async *pull(ctx) {
    const { base_url = BASE, credits_below } = ctx.settings as Settings;
    const told = Date.parse(ctx.version);
    const oldest = Math.floor(told / DAY_MS) * DAY_MS - KEPT_DAYS * DAY_MS;
    if (ctx.since.getTime() < oldest) {
      const first = new Date(oldest).toISOString().slice(0, 10);
      yield {
        warning: `OpenRouter keeps activity for ${KEPT_DAYS} days: what was before ${first} is not told.`,
      };
    }
    const headers = { authorization: `Bearer ${ctx.secrets['management_key'] ?? ''}` };
    const over = Math.min(Math.floor(told / DAY_MS) * DAY_MS, ctx.until.getTime());
    for (let day = Math.max(oldest, ctx.since.getTime()); day + DAY_MS <= over; day += DAY_MS) {
      const date = new Date(day).toISOString().slice(0, 10);
      yield* activityOf(date, await ctx.http.json(apiUrl(base_url, 'activity', { date }), headers), ctx);
      yield { covered: { since: new Date(day), until: new Date(day + DAY_MS), gone: 'unmentioned' } };
    }
    if (credits_below !== undefined)
      yield* creditsOf(await ctx.http.json(apiUrl(base_url, 'credits'), headers), credits_below);
  },
};

function* activityOf(date: string, body: unknown, ctx: PullContext): Generator<Delivery> {
  if (!isFields(body) || !Array.isArray(body['data'])) throw malformed('activity', 'holds no "data"');
  const place = `activity ${date}`;
  yield { place };
  for (const row of body['data'].filter(isFields)) {
    try {
      for (const line of activityLines(row, ctx)) yield { line };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      yield { bad: { place, reason: error.message, row: { ...row } } };
    }
  }
}

/** Cost is told for all tokens together, so it is a line of its own beside those that count them. */
function activityLines(row: Fields, ctx: RowContext): StatementLine[] {
  const date = textField(row, 'date')?.slice(0, 10);
  if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new RowProblem('date is missing or no day. Add it as YYYY-MM-DD and replay the row.');
  }
  const model = textField(row, 'model_permaslug') ?? textField(row, 'model');
  const host = textField(row, 'provider_name');
  const endpoint = textField(row, 'endpoint_id');
  const usage = decimalField(row, 'usage');
  if (usage === undefined)
    throw new RowProblem('usage is missing. Add what it cost in USD and replay the row.');
  const requests = countField(row, 'requests');
  const further = furtherOf(row, [
    'model',
    'endpoint_id',
    'provider_name',
    'byok_usage_inference',
    'reasoning_tokens',
  ]);
  const line = (tells: 'cost' | 'usage', unit: string | undefined, what: string): StatementLine => ({
    source: ctx.source,
    id: lineId(date, model, host, endpoint, tells, unit),
    version: ctx.version,
    tells,
    provider: 'openrouter',
    category: 'model_usage',
    since: `${date}T00:00:00.000Z`,
    until: new Date(Date.parse(date) + DAY_MS).toISOString(),
    ...(model === undefined ? {} : { model }),
    ...(unit === undefined ? {} : { unit }),
    currency: 'USD',
    description: `${model ?? 'all models'}${host === undefined ? '' : ` at ${host}`}: ${what}`,
    tags: {},
    ...(further === undefined ? {} : { further }),
  });
  const counted = (name: string, unit: string, what: string): StatementLine[] => {
    const quantity = countField(row, name);
    return quantity === undefined || quantity === 0n
      ? []
      : [{ ...line('usage', unit, what), quantity: quantity.toString() }];
  };
  return [
    {
      ...line('cost', undefined, 'cost'),
      cost: usage.toString(),
      ...(requests === undefined ? {} : { requests: Number(requests) }),
    },
    ...counted('prompt_tokens', 'input_tokens', 'prompt tokens'),
    ...counted('completion_tokens', 'output_tokens', 'completion tokens'),
  ];
}

function* creditsOf(body: unknown, below: number): Generator<Delivery> {
  const data = isFields(body) && isFields(body['data']) ? body['data'] : {};
  const bought = decimalField(data, 'total_credits');
  const used = decimalField(data, 'total_usage');
  if (bought === undefined || used === undefined) throw malformed('credits', 'tells no credits');
  const left = bought.subtract(used);
  if (Number(left.toString()) >= below) return;
  yield { warning: `Only ${left.toString()} USD of credits are left at OpenRouter.` };
}
