import type { CallFact, CostMeasures, CostReport, ImportEvent, LiveEvent } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { Hono } from 'hono';
import { createAlertDesk } from '../alerts/index.ts';
import type { ExploringStore } from '../ledger/explore-port.ts';
import type { CostQuery, LedgerStore } from '../ledger/port.ts';
import type { Remembering } from '../ledger/remembered.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { createLogger, type Logger } from '../platform/log.ts';
import { type TestClock, testClock, testRegistry } from '../registry/testing.ts';
import { createAdminApp } from './app.ts';
import { createSessionCodes, type SessionCodes } from './auth/session-codes.ts';
import type { AdminDeps, ImportOptions } from './deps.ts';
import type { AppEnv } from './env.ts';

/** What the double knows of a call. */
interface Spend {
  at: string;
  cost: string;
  workload?: string;
  model?: string;
  attributed?: boolean;
  priced?: boolean;
  sandbox?: boolean;
}

/** As much of a ledger as routes can see: sums over a list, and the last query it was asked. */
interface LedgerDouble extends LedgerStore, ExploringStore, Remembering {
  spends: Spend[];
  asked: CostQuery[];
  known: Map<string, CallFact>;
}

function ledgerDouble(): LedgerDouble {
  const double: LedgerDouble = {
    spends: [],
    asked: [],
    known: new Map(),
    migrate: async () => {},
    append: async () => {},
    existing: async () => new Set(),
    call: async (id) => double.known.get(id),
    calls: async () => ({ data: [], next_cursor: null }),
    async costs(query) {
      double.asked.push(query);
      const counted = double.spends.filter(
        ({ at, sandbox }) =>
          Date.parse(at) >= query.since.getTime() &&
          Date.parse(at) < query.until.getTime() &&
          (query.sandbox === 'include' || sandbox !== true),
      );
      return report(query, counted);
    },
    dimensionValues: async (dimension, prefix) => [`${prefix}${dimension}-value`],
    totals: async () => ({
      calls: double.spends.length,
      charges: double.spends.length,
      hasReal: double.spends.some(({ sandbox }) => sandbox !== true),
    }),
    spend: async (scopes) => scopes.map(() => 0n),
    burnDown: async () => [],
    consumers: async () => ({ workloads: [], total: { cost: 0n, calls: 0 } }),
    async *replay() {},
    taskSums: async (tasks) => tasks.map(() => undefined),
    tasks: async () => ({ data: [], next_cursor: null }),
    task: async () => undefined,
    activity: async () => [],
    explore: async () => {
      throw new Error('not of this double');
    },
    export: async () => {
      throw new Error('not of this double');
    },
    exploreRemembered: async (query) => ({ explored: await double.explore(query), remembered: false }),
    forget: () => {},
    close: async () => {},
  };
  return double;
}

function report(query: CostQuery, spends: readonly Spend[]): CostReport {
  const name = (spend: Spend) =>
    Object.fromEntries(query.by.map((by) => [by, (by === 'workload' ? spend.workload : spend.model) ?? '']));
  const groups = new Map<string, Spend[]>();
  for (const spend of spends) {
    const group = JSON.stringify(name(spend));
    groups.set(group, [...(groups.get(group) ?? []), spend]);
  }
  return {
    by: [...query.by],
    since: query.since.toISOString(),
    until: query.until.toISOString(),
    currency: 'USD',
    ...(query.interval === undefined ? {} : { interval: query.interval }),
    rows: [...groups].map(([group, members]) => ({
      ...measures(members),
      group: JSON.parse(group) as Record<string, string>,
      ...(query.interval === undefined ? {} : { bucket: query.since.toISOString() }),
    })),
    total: measures(spends),
    answered_from: 'detail',
  };
}

function measures(spends: readonly Spend[]): CostMeasures {
  const sum = (some: readonly Spend[]) =>
    some.reduce((total, { cost }) => total.add(Decimal.from(cost)), Decimal.ZERO).toFixed(12);
  return {
    calls: spends.length,
    cost: sum(spends),
    loaded_cost: sum(spends),
    list_cost: sum(spends),
    estimated_cost: '0.000000000000',
    unpriced_cost: sum(spends.filter(({ priced }) => priced === false)),
    attributed_cost: sum(spends.filter(({ attributed }) => attributed !== false)),
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    errors: 0,
    cache_hits: 0,
    cache_lookups: 0,
    avoided_cost: '0.000000000000',
    prompt_cache_saving: '0.000000000000',
    evaluation_calls: 0,
    evaluation_cost: '0.000000000000',
  };
}

export interface Harness {
  app: Hono<AppEnv>;
  clock: TestClock;
  ledger: LedgerDouble;
  codes: SessionCodes;
  deps: AdminDeps;
  adminToken: string;
  sandboxKey: string;
  /** Every line that was logged. */
  logged: string[];
  /** Milliseconds failed sign-ins were made to wait. */
  slept: number[];
  imports: { options: ImportOptions; bytes: number }[];
  emit(event: LiveEvent): void;
  listeners(): number;
  /** A request as admin; `body` is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export async function createHarness(more: Partial<AdminDeps> = {}): Promise<Harness> {
  const clock = testClock();
  const registry = await testRegistry(clock);
  const { adminToken = '', sandboxKey = '' } = registry.secrets;
  const ledger = ledgerDouble();
  const listeners = new Set<(event: LiveEvent) => void>();
  const logged: string[] = [];
  const slept: number[] = [];
  const imports: Harness['imports'] = [];
  const deps: AdminDeps = {
    registry,
    ledger,
    importer: (stream, options) => fakeImport(stream, options, imports),
    pricing: {
      show: () => undefined,
      quote: (lines) => lines.map(() => ({ error: { code: 'not_found', message: 'No price.' } })),
    },
    alerts: createAlertDesk({
      settings: { allowPrivate: false, smtp: undefined, consoleUrl: () => 'http://localhost:4010' },
      registry,
      clock,
      log: memoryLog(logged),
      newId: createUuidV7(clock),
    }),
    status: () => STATUS,
    events(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cliToken: 'cli-token-of-this-run',
    sessionCodes: createSessionCodes(clock),
    host: '127.0.0.1',
    clock,
    log: memoryLog(logged),
    version: '0.1.0',
    sleep: async (ms) => {
      slept.push(ms);
    },
    ...more,
  };
  const app = createAdminApp(deps);
  return {
    app,
    clock,
    ledger,
    codes: deps.sessionCodes ?? createSessionCodes(clock),
    deps,
    adminToken,
    sandboxKey,
    logged,
    slept,
    imports,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    listeners: () => listeners.size,
    async call(method, path, body, headers = {}) {
      const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      return app.request(`http://localhost:4010/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, ...json, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    close: () => registry.close(),
  };
}

async function* fakeImport(
  stream: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  imports: Harness['imports'],
): AsyncGenerator<ImportEvent> {
  const seen = { options, bytes: 0 };
  imports.push(seen);
  for await (const chunk of stream) {
    seen.bytes += chunk.length;
    yield { type: 'progress', bytes: seen.bytes, read: 0 };
  }
  if (options.format === 'azure-trace') throw new Error('secret inner fault');
  const counts = { read: 1, imported: 1, duplicates: 0, rejected: 0, rejections: [] };
  yield { type: 'done', ...counts, cost: '0.10', currency: 'USD' };
}

function memoryLog(lines: string[]): Logger {
  return createLogger('debug', { write: (line: string) => lines.push(line) });
}

const STATUS: Awaited<ReturnType<AdminDeps['status']>> = {
  version: '0.1.0',
  started_at: '2026-11-22T09:00:00.000Z',
  data_dir: '/data',
  gateway_url: 'http://127.0.0.1:4000',
  console_url: 'http://127.0.0.1:4010',
  workers: [],
  ledger: { calls: 0, charges: 0, lag_ms: 0, spool_bytes: 0, spool_limit_bytes: 1 },
  providers: [],
};
