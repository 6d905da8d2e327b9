import { z } from 'zod';
import { type Fields, isFields } from '../sources/fields.ts';
import { type Connector, type Delivery, type PullContext, RowProblem } from '../sources/index.ts';
import { malformed } from '../sources/pages.ts';
import { apiUrl, checkBaseUrl, pullSettings } from '../sources/pull-settings.ts';
import { metricsLines } from './metrics-row.ts';
import { seatLines } from './seat-row.ts';

const BASE = 'https://api.github.com';
const DAY_MS = 86_400_000;
const PAGE = 100;
const MOST_PAGES = 2_000;
/** GitHub's list prices in USD; settings add others. */
const PRICES = [
  { plan: 'business', price: '19', from: '2015-01-01' },
  { plan: 'enterprise', price: '39', from: '2015-01-01' },
] as const;

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/, 'the name in the address at GitHub');
const settings = z
  .object({
    ...pullSettings,
    /** Either of the two. */
    organization: name.optional(),
    enterprise: name.optional(),
    /** What a seat costs per calendar month, by plan; the last one that has begun counts. */
    prices: z
      .array(
        z
          .object({
            plan: z.string().min(1).max(50),
            price: z.string().regex(/^\d+(\.\d{1,12})?$/, 'an amount such as 19 or 19.50'),
            from: z.iso.date(),
          })
          .strict(),
      )
      .max(200)
      .default([]),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('USD'),
    /** Fetches who used it, too. */
    metrics: z.boolean().default(false),
  })
  .strict()
  .refine((given) => (given.organization === undefined) !== (given.enterprise === undefined), {
    path: ['organization'],
    message: 'give either organization or enterprise',
  });
type Settings = z.infer<typeof settings>;

/** Seats of GitHub Copilot as a fee per day, and who used it. */
export const copilotConnector: Connector = {
  kind: 'copilot',
  name: 'GitHub Copilot seats',
  settings,
  secrets: [
    {
      name: 'token',
      required: true,
      hint: 'A token that may read Copilot billing: fine-grained with "GitHub Copilot Business" (read), or classic with manage_billing:copilot.',
    },
  ],
  defaultRole: 'charges',
  defaultSchedule: '10 */6 * * *',
  provider: 'github',
  check: (given) => checkBaseUrl(given, 'The base_url of the source'),
  books: ({ tells }) => tells === 'cost',
  parseRow: (row, ctx) =>
    row['seat'] === true
      ? seatLines(row, ctx, [...PRICES, ...(ctx.settings as Settings).prices])
      : metricsLines(row, ctx),
  async *pull(ctx) {
    const { since, until } = ctx;
    const told = Date.parse(ctx.version);
    if (Math.min(told, until.getTime()) - since.getTime() > 2 * DAY_MS) {
      yield {
        warning: `GitHub tells only who has a seat now: seats that were given back since ${since.toISOString().slice(0, 10)} and before this run are missing.`,
      };
    }
    yield* seatsOf(ctx);
    if ((ctx.settings as Settings).metrics) yield* metricsOf(ctx);
    yield { covered: { since, until } };
  },
};

async function* seatsOf(ctx: PullContext): AsyncGenerator<Delivery> {
  const seen = new Set<string>();
  let listed = 0;
  let total: number | undefined;
  const times = { told_since: ctx.since.toISOString(), told_until: ctx.until.toISOString() };
  for (let page = 1; page <= MOST_PAGES; page++) {
    const body = await get('copilot/billing/seats', { page: String(page), per_page: String(PAGE) }, ctx);
    if (!isFields(body) || !Array.isArray(body['seats']))
      throw malformed('copilot/billing/seats', 'holds no "seats"');
    const seats = body['seats'].filter(isFields);
    total = typeof body['total_seats'] === 'number' ? body['total_seats'] : total;
    const place = `seats, page ${page}`;
    yield { place };
    for (const seat of seats) {
      const who = assigneeOf(seat);
      // somebody who has it through several organizations of an enterprise is billed once
      if (who !== undefined && seen.has(who)) continue;
      if (who !== undefined) seen.add(who);
      listed++;
      yield* parsed({ seat: true, account: accountOf(ctx), ...times, ...seat }, place, ctx);
    }
    if (seats.length < PAGE) break;
  }
  if (total !== undefined && total !== listed) {
    yield { warning: `GitHub tells ${total} seats in all and lists ${listed}.` };
  }
}

async function* metricsOf(ctx: PullContext): AsyncGenerator<Delivery> {
  const query = { since: ctx.since.toISOString(), until: ctx.until.toISOString(), per_page: String(PAGE) };
  const body = await get('copilot/metrics', query, ctx);
  if (!Array.isArray(body)) throw malformed('copilot/metrics', 'is no list');
  yield { place: 'metrics' };
  for (const day of body.filter(isFields)) yield* parsed({ account: accountOf(ctx), ...day }, 'metrics', ctx);
}

function get(path: string, query: Readonly<Record<string, string>>, ctx: PullContext): Promise<unknown> {
  const { base_url = BASE, organization, enterprise } = ctx.settings as Settings;
  const owner = organization === undefined ? `enterprises/${enterprise}` : `orgs/${organization}`;
  return ctx.http.json(apiUrl(base_url, `${owner}/${path}`, query), {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${ctx.secrets['token'] ?? ''}`,
  });
}

function* parsed(row: Record<string, unknown>, place: string, ctx: PullContext): Generator<Delivery> {
  try {
    for (const line of copilotConnector.parseRow(row, ctx)) yield { line };
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    yield { bad: { place, reason: error.message, row } };
  }
}

function accountOf({ settings: given }: PullContext): string | undefined {
  const { organization, enterprise } = given as Settings;
  return organization ?? enterprise;
}

function assigneeOf({ assignee }: Fields): string | undefined {
  if (!isFields(assignee)) return undefined;
  const id = assignee['id'] ?? assignee['login'];
  return id === undefined ? undefined : String(id);
}
