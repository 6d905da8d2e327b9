import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  CallContent,
  PlaygroundAnswer,
  PlaygroundRequest,
  ProviderHealth,
  Status,
} from '@weir/core/contract';
import { rateUsage } from '@weir/core/pricing';
import type { AlertDesk } from '../../alerts/index.ts';
import type { AgreementBooks } from '../../books/agreements/index.ts';
import type { AttributionBooks } from '../../books/attribution/index.ts';
import type { FullCost } from '../../books/full-cost/index.ts';
import { VERSION } from '../../cli/version.ts';
import { catalogModels, type PrefixReport, simulateRoute } from '../../gateway/index.ts';
import { createApplier, manifestTypes } from '../../governance/apply/index.ts';
import { createGateDesk, type GateDesk, type RunDrill } from '../../governance/gate/index.ts';
import {
  type AdminDeps,
  createAdminApp,
  createModelDirectory,
  createSessionCodes,
  type DemoHistoryOptions,
  type SessionCodes,
} from '../../http/index.ts';
import { importCalls } from '../../ingest/calls/index.ts';
import type { TraceReceiver } from '../../ingest/otlp/index.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { createTraceReader } from '../../ledger/sql/queries/calls-of-traces.ts';
import type { LedgerWriterStatus } from '../../ledger/writer/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { RetentionStore } from '../../privacy/index.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import { createFocusExporter } from '../../reports/focus/index.ts';
import { backfillHistory } from '../../sandbox/demo/index.ts';
import { gatewayUrl, urlOf } from '../supervisor/banner.ts';
import { openAlertDesk } from './alerts.ts';
import { openAttribution } from './attribution.ts';
import { serveBackups } from './backups.ts';
import { type Books, openBooks } from './books.ts';
import { createEvents, type Events } from './events.ts';
import { openFileSources } from './files.ts';
import { findingsInto, findingsOf } from './findings.ts';
import { openFullCost } from './full-cost.ts';
import { type GatewayHosts, gatewaysOf } from './gateway-hosts.ts';
import { openTraces } from './otlp.ts';
import { openOutcomes } from './outcomes.ts';
import { agreementBooksOf, priceDeskOf, pricingOf } from './pricing.ts';
import { openSources, type Sources } from './sources.ts';
import type { Stores } from './stores.ts';
import type { Telemetry } from './telemetry.ts';
import { openUnitDesk } from './unit-economics.ts';
import type { WorkerStatus } from './workers.ts';
import { workloadRules } from './workload-rules.ts';

/** Files come from other machines, whose clocks and zones may be off. */
const CLOCKS_APART_MS = 86_400_000;

/** Of the running control. */
export type LimitFigures = Pick<AdminDeps, 'budgetStatus' | 'rateLimitStatus' | 'tasks'>;

export interface AdminOptions {
  config: Config;
  stores: Stores;
  cliToken: string;
  log: Logger;
  /** What runs beside control; nothing when the CLI opened the data directory by itself. */
  workers(): WorkerStatus[];
  writer(): LedgerWriterStatus;
  retention: RetentionStore;
  /** Absent where no gateway runs. */
  providerHealth?(): readonly ProviderHealth[];
  prefixes?(): readonly PrefixReport[];
  playground?(input: PlaygroundRequest): Promise<PlaygroundAnswer>;
  /** Absent where no gateway runs. */
  drill?: RunDrill;
  gateways?: GatewayHosts;
  /** What is left of budgets, and how busy rate limits are; absent where nothing runs that could know. */
  limits?: LimitFigures;
  telemetry?: Pick<Telemetry, 'metrics' | 'status'>;
  /** Where findings go; into the registry alone when absent. */
  raise?(finding: RaisedFinding): void;
  /** Called after calls landed that no gateway recorded: budgets must hear of them. */
  imported(): void;
}

export interface Admin {
  app: ReturnType<typeof createAdminApp>;
  events: Events;
  sessionCodes: SessionCodes;
  alertDesk: AlertDesk;
  traces: TraceReceiver;
  books: Books;
  agreements: AgreementBooks;
  attribution: AttributionBooks;
  fullCost: FullCost;
  sources: Sources;
  gates: GateDesk;
}

/** The admin API over the stores, without a socket. */
export function createAdmin(options: AdminOptions): Admin {
  const { config, stores, cliToken, log } = options;
  const { registry, ledger } = stores;
  const startedAt = new Date(systemClock.now()).toISOString();
  const events = createEvents();
  const raise = options.raise ?? findingsInto(registry, log);
  const exclusive = createExclusive();
  const sessionCodes = createSessionCodes(systemClock);
  const alertDesk = openAlertDesk(config, process.env, registry, log);
  registry.onChange((version) => events.tell({ type: 'registry', at: now(), version }));
  /** As the ledger, but what lands gives rise to findings, as it does for calls of the gateway. */
  const watched: Pick<LedgerStore, 'existing' | 'append'> = {
    existing: (ids) => ledger.existing(ids),
    async append(batch) {
      await ledger.append(batch);
      for (const finding of findingsOf(batch.calls)) raise(finding);
    },
  };
  const landed = (calls: number) => {
    options.imported();
    events.tell({ type: 'ledger', at: now(), calls });
  };

  const traces = openTraces({
    stores,
    store: { ...watched, call: (id) => ledger.call(id) },
    traces: createTraceReader(stores.ledgerBackend.engine),
    exclusive,
    landed,
  });
  const booked: typeof watched = {
    existing: watched.existing,
    async append(batch) {
      await watched.append(batch);
      landed(batch.calls.length);
    },
  };
  const books: Books = openBooks({
    stores,
    config,
    store: booked,
    exclusive,
    log,
    unlanded: async (until) => unlandedBefore(until, options.writer()),
    agreements: (month) => agreements.agreementsFresh(month),
  });
  const agreements = agreementBooksOf(stores, {
    proposals: books.proposals,
    isClosed: async (month) => (await registry.periods.show(month))?.state === 'closed',
  });
  const attribution = openAttribution(stores, books.proposals);
  const fullCost = openFullCost({ stores, store: booked, exclusive, raise });
  const files = openFileSources(stores, config, process.env);
  const sources = openSources({
    stores,
    store: watched,
    exclusive,
    raise,
    landed,
    connectors: files.connectors,
    log,
  });
  const gates = createGateDesk({
    registry,
    ledger,
    clock: systemClock,
    ...(options.drill === undefined ? {} : { drill: options.drill }),
  });
  const { catalog } = stores;
  const models = catalogModels(catalog.models, catalog.list, () => stores.priceBook(), systemClock);

  async function status(): Promise<Status> {
    const { calls, charges } = await ledger.totals();
    return {
      version: VERSION,
      started_at: startedAt,
      data_dir: config.data_dir,
      gateway_url: gatewayUrl(config),
      console_url: urlOf(config.admin.host, config.admin.port, config.admin.tls !== undefined),
      ...options.telemetry?.status(),
      workers: options.workers(),
      ledger: { calls, charges, ...options.writer(), spool_limit_bytes: config.spool.max_bytes },
      providers: Object.values(registry.compile().providers).map((provider) => ({
        id: provider.id,
        dialect: provider.dialect,
        base_url: provider.baseUrl,
        sandbox: provider.sandbox,
        has_key: provider.configured,
      })),
    };
  }

  const app = createAdminApp({
    registry,
    ledger,
    importer: (stream, importOptions) =>
      afterwards(
        importCalls(stream, importOptions, {
          store: watched,
          exclusive,
          priceBook: stores.priceBook(),
          rateUsage,
          isUnit: (name) => stores.catalog.units.get(name) !== undefined,
          latest: systemClock.now() + CLOCKS_APART_MS,
          workload: workloadRules(registry),
        }),
        landed,
      ),
    apply: createApplier({ types: manifestTypes(registry), declarations: registry.declarations }),
    outcomes: openOutcomes(stores),
    otlp: traces.deps,
    books,
    fullCost,
    priceDesk: priceDeskOf(stores, books.proposals),
    agreementDesk: agreements,
    attribution,
    unit: openUnitDesk(stores),
    sources: sources.desk,
    gates,
    focus: {
      exporter: createFocusExporter(stores.ledgerBackend.engine, {
        units: catalog.units,
        version: VERSION,
        now: () => systemClock.now(),
      }),
      statements: ledger.statements,
    },
    previewMapping: files.previewMapping,
    backups: serveBackups(stores, VERSION),
    ...(config.sandbox.enabled ? { demoHistory } : {}),
    pricing: pricingOf(stores),
    models: createModelDirectory({
      list: stores.catalog.list,
      facts: stores.catalog.models,
      priceBook: () => stores.priceBook(),
      providers: () => registry.compile().providers,
      clock: systemClock,
    }),
    prefixes: () => options.prefixes?.() ?? [],
    content: (id, startedAt) => contentOf(options.retention, id, startedAt),
    ...(options.providerHealth === undefined ? {} : { providerHealth: options.providerHealth }),
    ...(options.playground === undefined ? {} : { playground: options.playground }),
    simulateRoute: (input) =>
      simulateRoute(
        input,
        registry.compile(),
        () => stores.priceBook(),
        models,
        systemClock.now(),
        options.providerHealth?.() ?? [],
      ),
    ...(options.gateways === undefined ? {} : { gateways: gatewaysOf(options.gateways) }),
    alerts: alertDesk,
    modelsOfTier: (tier) =>
      models.ofTier(tier).flatMap(({ provider, model }) =>
        Object.values(registry.compile().providers)
          .filter(({ priceProvider }) => priceProvider === provider)
          .map(({ id }) => ({ provider: id, model })),
      ),
    ...(options.limits === undefined ? {} : options.limits),
    status,
    ...(options.telemetry?.metrics === undefined ? {} : { metrics: options.telemetry.metrics }),
    events: events.subscribe,
    ...consoleDir(),
    cliToken,
    sessionCodes,
    host: config.admin.host,
    clock: systemClock,
    log,
    version: VERSION,
  });
  return {
    app,
    events,
    sessionCodes,
    alertDesk,
    traces: traces.receiver,
    books,
    agreements,
    attribution,
    fullCost,
    sources,
    gates,
  };

  function demoHistory({ days, until }: DemoHistoryOptions) {
    const { organization, keys } = registry.compile();
    const keyIds = Object.fromEntries(Object.values(keys).map(({ workload, id }) => [workload, id]));
    const now = systemClock.now();
    return afterwards(
      backfillHistory({
        ledger: watched,
        exclusive,
        priceBook: stores.priceBook(),
        until: new Date(Math.min(until?.getTime() ?? now, now)),
        days,
        organization: organization.id,
        keyIds,
      }),
      landed,
    );
  }
}

async function contentOf(
  retention: RetentionStore,
  id: string,
  startedAt: string,
): Promise<CallContent | undefined> {
  const kept = await retention.get(id, startedAt.slice(0, 10), systemClock.now());
  return (
    kept && {
      call_id: kept.callId,
      workload: kept.workload,
      request: kept.request.toString('utf8'),
      answer: kept.answer.toString('utf8'),
      truncated: kept.truncated,
      expires_at: new Date(kept.expiresAt).toISOString(),
    }
  );
}

/** Whether something that ended before that instant still waits: one, because nobody has counted it. */
function unlandedBefore(until: Date, { lag_ms, spool_bytes }: LedgerWriterStatus): number {
  return spool_bytes > 0 && systemClock.now() - lag_ms < until.getTime() ? 1 : 0;
}

/** Passes events on and tells, however the stream ends, how many calls may have landed. */
async function* afterwards<T extends { type: string }>(
  stream: AsyncIterable<T>,
  landed: (calls: number) => void,
): AsyncGenerator<T> {
  let calls = 0;
  try {
    for await (const event of stream) {
      if ('read' in event && typeof event.read === 'number') calls = event.read;
      yield event;
    }
  } finally {
    landed(calls);
  }
}

function now(): string {
  return new Date(systemClock.now()).toISOString();
}

/** Beside the bundle in packages/server/dist, or beside the sources. */
function consoleDir(): { consoleDir?: string } {
  for (const up of ['../../console/dist', '../../../../console/dist']) {
    const dir = fileURLToPath(new URL(up, import.meta.url));
    if (existsSync(join(dir, 'index.html'))) return { consoleDir: dir };
  }
  return {};
}
