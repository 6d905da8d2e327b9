import type { CreateRateLimit, changeRateLimit, Page, RateLimit, RateMetric } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, eq, isNull, ne } from 'drizzle-orm';
import type { z } from 'zod';
import { rateLimits } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { checkPositive, invalid } from './amounts.ts';
import { plain } from './budget-rows.ts';
import { freeId, nameOfScope } from './generated-ids.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { optional, stamps } from './present.ts';
import { refuseDuplicate } from './references.ts';
import { checkDimension, checkScope, sameScope } from './scopes.ts';

type Row = Tables['rateLimit'];

const MINUTE = 60;
/** Gateways count in numbers. */
const MOST = Decimal.from(Number.MAX_SAFE_INTEGER);

export interface RateLimitService {
  /** Without an id it gets one made of scope and metric: `workload-support-bot-requests`. */
  create(input: CreateRateLimit, by: ChangeBy): Promise<RateLimit>;
  list(request: PageRequest): Promise<Page<RateLimit>>;
  show(id: string): Promise<RateLimit>;
  change(id: string, input: z.infer<typeof changeRateLimit>, by: ChangeBy): Promise<RateLimit>;
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): RateLimit => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  ...optional('per', row.per),
  metric: row.metric as RateMetric,
  limit: plain(row.limit),
  window_seconds: row.windowSeconds,
  ...optional('burst', row.burst === null ? null : plain(row.burst)),
  queue_ms: row.queueMs,
  ...stamps(row),
});

const records = namedRecords({
  table: rateLimits,
  name: 'rateLimit',
  noun: 'rate limit',
  subject: 'rate_limit',
  present,
});

/** `providers` are the ids of the configured ones. */
export function rateLimitService(store: Store, providers: () => readonly string[]): RateLimitService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        if (input.id !== undefined) await refuseDuplicate(change.tx, rateLimits, 'rate limit', input.id);
        refuseWindow(input.metric, input.window_seconds);
        const wanted = nameOfScope(input.scope ?? {}, input.metric);
        const id = input.id ?? (await freeId(change.tx, rateLimits, wanted));
        const row: Row = {
          id,
          name: input.name ?? id,
          scope: input.scope ?? {},
          per: input.per ?? null,
          metric: input.metric,
          limit: input.limit,
          windowSeconds: input.window_seconds ?? MINUTE,
          burst: input.burst ?? null,
          queueMs: input.queue_ms ?? 0,
          createdAt: change.now,
          updatedAt: change.now,
        };
        checkFigures(row);
        if (row.per !== null) checkDimension(row.per, 'per');
        await checkScope(change.tx, row.scope, providers());
        await refuseSame(change.tx, row);
        return records.insert(change, row);
      }),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        refuseWindow(old.metric, input.window_seconds);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          limit: input.limit ?? old.limit,
          windowSeconds: input.window_seconds ?? old.windowSeconds,
          burst: input.burst === undefined ? old.burst : input.burst,
          queueMs: input.queue_ms ?? old.queueMs,
          updatedAt: change.now,
        };
        checkFigures(row);
        await refuseSame(change.tx, row);
        return records.update(change, old, row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => records.remove(change, await records.find(change.tx, id))),
  };
}

function refuseWindow(metric: string, seconds: number | undefined): void {
  if (metric !== 'concurrent' || seconds === undefined) return;
  throw invalid('window_seconds', 'Calls at the same time are counted without a window', 'Leave it out.');
}

function checkFigures(row: Row): void {
  checkFigure(row.limit, 'limit', 'A limit', row.metric);
  if (row.burst === null) return;
  if (row.metric === 'concurrent') {
    throw invalid('burst', 'Calls at the same time have no burst', 'Leave it out.');
  }
  checkFigure(row.burst, 'burst', 'A burst', row.metric);
}

function checkFigure(text: string, field: string, noun: string, metric: string): void {
  const remedy =
    field === 'burst' ? 'Leave it out to let the whole limit come at once.' : 'Remove it for no limit.';
  const figure = checkPositive(text, field, noun, remedy);
  if (metric === 'cost') return;
  if (figure.roundHalfEven(0).compare(figure) !== 0) {
    throw invalid(field, `${noun} of ${metric} is a whole number`, 'Round it.');
  }
  if (figure.compare(MOST) <= 0) return;
  throw invalid(field, `${noun} of ${metric} is at most ${MOST.toString()}`, 'Give a smaller one.');
}

/** Throws `conflict` naming the one that counts the same in the same window: the stricter of two would always win. */
async function refuseSame(tx: Queries, row: Row): Promise<void> {
  const [other] = await tx
    .select({ id: rateLimits.id })
    .from(rateLimits)
    .where(
      and(
        ne(rateLimits.id, row.id),
        eq(rateLimits.metric, row.metric),
        eq(rateLimits.windowSeconds, row.windowSeconds),
        row.per === null ? isNull(rateLimits.per) : eq(rateLimits.per, row.per),
        sameScope(rateLimits.scope, row.scope),
      ),
    )
    .limit(1);
  if (other === undefined) return;
  throw new WeirError('conflict', `The rate limit "${other.id}" counts the same in the same window`, {
    field: 'scope',
    remedy: `Change the limit of "${other.id}" instead, or choose another scope, metric, window or per.`,
  });
}
