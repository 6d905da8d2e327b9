import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Flights } from '../cache/index.ts';
import { percentDecoded } from '../platform/percent.ts';
import type { AdmissionProvider } from '../registry/admission-state.ts';
import { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import { ClientConnection } from './client/connection.ts';
import { RecordedConnection } from './client/recorded-connection.ts';
import { Crowd } from './crowd.ts';
import { Deadlines } from './deadlines.ts';
import { KillSwitches, stopped } from './kills.ts';
import { runCall } from './pipeline.ts';
import type { Gateway, GatewayOptions } from './ports.ts';
import { Prefixes } from './prefixes.ts';
import { ProviderLimits } from './provider-limits/index.ts';
import type { RealtimeSession } from './realtime/session.ts';
import { upgrade } from './realtime/upgrade.ts';
import { RefusalLog } from './refusal-log.ts';
import { BodyMemory } from './request/body-memory.ts';
import { readHead } from './request/head.ts';
import { ResourceBook } from './resources/book.ts';
import { IdempotentCalls } from './resources/idempotency.ts';
import { passthroughRoute } from './resources/passthrough.ts';
import { runResource } from './resources/resource-call.ts';
import { resourceRoute } from './resources/routes.ts';
import { Roster } from './roster.ts';
import { callRoute, type FoundRoute, modelsRoute } from './routes.ts';
import { Health } from './routing/health.ts';
import { healthReport } from './routing/health-report.ts';
import { Planner } from './routing/planner.ts';
import { fail, serve } from './service.ts';
import { Authenticator } from './steps/authenticate.ts';
import { Pools } from './upstream/pools.ts';

/** Large request bodies may hold this many times the largest body together. */
const BODIES_AT_ONCE = 4;
const LONGEST_TICK_MS = 100;

/** The call path. Serves requests as soon as it is made; refuses calls until `state` yields something. */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, clock } = options;
  const draining = { now: false };
  const idle: (() => void)[] = [];
  const deps = assemble(
    options,
    () => !draining.now,
    () => {
      deps.counters.inFlight -= 1;
      if (deps.counters.inFlight === 0) for (const tell of idle.splice(0)) tell();
    },
  );
  const { ended } = deps;
  const sessions = new Roster<RealtimeSession>();

  /** A call that has come in; whoever makes one must see to it that it is `ended`. */
  function callOf(
    req: IncomingMessage,
    res: ServerResponse,
    { route, model }: FoundRoute,
    query: string,
  ): Call {
    const head = readHead(req.rawHeaders);
    head.secret ??= keyIn(query);
    deps.counters.inFlight += 1;
    const contentType = (req.headers['content-type'] ?? '').toLowerCase();
    return new Call(
      options.id(),
      route,
      head,
      { model, query: withoutKeys(query), contentType },
      clock.now(),
      clock.monotonic(),
      req.headers['idempotency-key'] !== undefined && req.method === 'POST'
        ? new RecordedConnection(res)
        : new ClientConnection(res),
      options.originOf?.(req),
    );
  }

  return {
    handle(req: IncomingMessage, res: ServerResponse): void {
      const url = originForm(req.url ?? '/');
      const mark = url.indexOf('?');
      const path = mark === -1 ? url : url.slice(0, mark);
      const found = req.method === 'POST' ? callRoute(path) : undefined;
      if (found !== undefined) {
        const call = callOf(req, res, found, mark === -1 ? '' : url.slice(mark));
        void runCall(call, req, deps).then(ended, ended);
        return;
      }
      const { book } = deps;
      const resource = book && resourceRoute(req.method ?? '', path, req.headers);
      if (book === undefined || resource === undefined) {
        const unknown = unknownRoute(req, path, config.passthrough);
        if (unknown === undefined) {
          serve(req, res, path, deps);
          return;
        }
        const call = callOf(req, res, unknown, mark === -1 ? '' : url.slice(mark));
        void runCall(call, req, deps).then(ended, ended);
        return;
      }
      const route = { route: resource.route.call, model: undefined };
      const call = callOf(req, res, route, mark === -1 ? '' : url.slice(mark));
      void runResource(call, resource, req, deps, book).then(ended, ended);
    },

    upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      deps.counters.inFlight += 1;
      void upgrade(req, socket, head, { deps, sessions, ended });
    },

    turnAway(req, res, error): void {
      const url = originForm(req.url ?? '/');
      fail(req, res, url.split('?', 1)[0] ?? url, error, deps);
    },

    async drain(patienceMs = config.drain_ms): Promise<void> {
      draining.now = true;
      sessions.each((session) => session.leave());
      if (deps.counters.inFlight === 0) return;
      const done = new Promise<void>((resolve) => idle.push(resolve));
      const cut = setTimeout(() => {
        deps.exchanges.each((exchange) => exchange.stop());
        sessions.each((session) => session.stop());
      }, patienceMs);
      await done;
      clearTimeout(cut);
    },

    async close(): Promise<void> {
      draining.now = true;
      deps.deadlines.stop();
      deps.book?.close();
      await deps.pools.close();
    },

    enforceKills(): void {
      const state = options.state();
      const kills = state === undefined ? undefined : KillSwitches.of(state);
      if (kills === undefined || kills.none) return;
      deps.exchanges.each((exchange) => {
        const kill = exchange.stoppable && kills.find(exchange.stoppable);
        if (kill?.cut) exchange.stop(stopped(kill));
      });
      sessions.each((session) => {
        const kill = kills.find(session.stoppable);
        if (kill?.cut) session.stop(stopped(kill));
      });
    },

    prefixes: () => deps.prefixes.report(),

    health: () => healthReport(deps.health.all(), clock.now()),

    stats() {
      return {
        ...deps.counters,
        replays: deps.once.replays,
        refusals: deps.refusals.counts,
        refusalsUnrecorded: deps.refusals.unrecorded,
        lagMs: deps.deadlines.lagMs,
        bodyBytes: deps.bodyMemory.bytes,
        stateVersion: options.state()?.version ?? 0,
      };
    },
  };
}

function assemble(options: GatewayOptions, accepting: () => boolean, ended: () => void): PipelineDeps {
  const { config, clock, random = Math.random } = options;
  const counters = { calls: 0, inFlight: 0, retries: 0, contentLost: 0 };
  const health = new Health();
  const providerLimits = new ProviderLimits();
  const { timeouts, retries } = config;
  const shortest = Math.min(
    timeouts.first_byte_ms,
    timeouts.idle_ms,
    timeouts.total_ms,
    config.client_abort.drain_ms,
  );
  const deadlines = new Deadlines(clock, Math.max(1, Math.min(LONGEST_TICK_MS, Math.floor(shortest / 4))));
  return {
    options,
    clock,
    deadlines,
    pools: new Pools(timeouts.connect_ms, clock.monotonic),
    timeouts: { firstByteMs: timeouts.first_byte_ms, idleMs: timeouts.idle_ms, totalMs: timeouts.total_ms },
    retry: {
      maxAttempts: retries.max_attempts,
      backoffMs: retries.backoff_ms,
      maxWaitMs: retries.max_wait_ms,
      random,
    },
    clientAbort: config.client_abort,
    counters,
    health,
    providerLimits,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    prefixes: new Prefixes(),
    planner: new Planner(
      options.models,
      options.priceBook,
      health,
      random,
      options.platforms,
      providerLimits,
    ),
    crowd: new Crowd(
      { maxInFlight: config.overload.max_in_flight, maxLagMs: config.overload.max_lag_ms },
      counters,
      deadlines,
    ),
    flights: new Flights(clock.monotonic),
    once: new IdempotentCalls(clock.monotonic),
    book: options.resources && new ResourceBook(options.resources, options.log),
    random,
    env: options.env,
    sandboxBase: sandboxBase(options.sandboxUrl),
    ended,
    exchanges: new Roster(),
    authenticator: new Authenticator(),
    bodyLimits: { maxBytes: config.max_body_bytes, idleMs: timeouts.idle_ms },
    bodyMemory: new BodyMemory(BODIES_AT_ONCE * config.max_body_bytes, config.max_body_bytes),
    refusals: new RefusalLog(options.spool, clock, options.log),
    accepting,
  };
}

/** The sandbox may have moved to another port since the rules were made. */
function sandboxBase(url: string | undefined): (provider: AdmissionProvider) => string | undefined {
  const known = new WeakMap<AdmissionProvider, string>();
  return (provider) => {
    if (url === undefined) return undefined;
    const base =
      known.get(provider) ?? new URL(new URL(provider.baseUrl).pathname, url).href.replace(/\/$/, '');
    known.set(provider, base);
    return base;
  };
}

/** Paths of a provider that nothing else here answers. */
function unknownRoute(
  { method = '', headers }: IncomingMessage,
  path: string,
  policy: 'deny' | 'allow',
): FoundRoute | undefined {
  if (callRoute(path) !== undefined || modelsRoute(path) !== undefined) return undefined;
  return passthroughRoute(method, path, headers['x-weir-provider'], policy);
}

const ABSOLUTE = /^https?:\/\/[^/?]*/i;

/** RFC 9112 3.2.2: a server takes `http://host/path`, too. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const rest = target.replace(ABSOLUTE, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const QUERY_KEY = /[?&]key=(wk_[^&#]+)/;

/** As REST callers of Gemini send it. */
function keyIn(query: string): string | undefined {
  return query === '' ? undefined : QUERY_KEY.exec(query)?.[1];
}

/** A Weir key in the query string is not the provider's to see. */
function withoutKeys(query: string): string {
  if (!query.includes('wk_') && !query.includes('%')) return query;
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => !percentDecoded(pair).includes('=wk_'));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
