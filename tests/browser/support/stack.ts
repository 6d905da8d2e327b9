import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { type CallFact, createWorkload, type LiveEvent, type Status } from '@weir/core/contract';
import { createPriceBook } from '@weir/core/pricing';
import { createAlertDesk } from '../../../packages/server/src/alerts/index.ts';
import { createAdminApp, createSessionCodes } from '../../../packages/server/src/http/index.ts';
import { openChdbLedger } from '../../../packages/server/src/ledger/chdb/index.ts';
import { rememberAnswers } from '../../../packages/server/src/ledger/remembered.ts';
import { loadCatalog } from '../../../packages/server/src/platform/catalog.ts';
import { systemClock } from '../../../packages/server/src/platform/clock.ts';
import { loadConfig } from '../../../packages/server/src/platform/config/index.ts';
import { createUuidV7 } from '../../../packages/server/src/platform/ids.ts';
import { silentLogger } from '../../../packages/server/src/platform/log.ts';
import { openRegistry, type Registry } from '../../../packages/server/src/registry/index.ts';
import { demoCompany, generateHistory } from '../../../packages/server/src/sandbox/demo/index.ts';
import { tellBusiness } from './business.ts';
import { openDesks } from './desks.ts';
import { createRules, exampleCalls, gatewayParts, PROVIDER_ENV } from './gateway.ts';

export interface Stack {
  url: string;
  adminToken: string;
  code(): string;
  /** Lands a call as the ledger writer would, and tells the console. */
  land(call: CallFact): Promise<void>;
  close(): Promise<void>;
}

/** Another build to look at, while somebody else builds: `WEIR_TEST_CONSOLE`. */
const CONSOLE =
  process.env['WEIR_TEST_CONSOLE'] ?? join(import.meta.dirname, '../../../packages/console/dist');
const BY = { actor: 'demo' };

async function createCompany(registry: Registry): Promise<Record<string, string>> {
  for (const one of demoCompany.costCenters) await registry.costCenters.create(one, BY);
  for (const one of demoCompany.teams) await registry.teams.create(one, BY);
  for (const one of demoCompany.applications) await registry.applications.create(one, BY);
  const keyIds: Record<string, string> = {};
  for (const one of demoCompany.workloads) {
    await registry.workloads.create(createWorkload.parse(one), BY);
    const key = await registry.keys.create({ workload: one.id, name: 'demo' }, BY);
    keyIds[one.id] = key.id;
  }
  return keyIds;
}

/**
 * The console over the real registry, ledger and admin API, without gateway and processes: what screens are worked on
 * with. `days` of the demo company's history; 0 shows the empty states.
 */
export async function startStack(options: {
  days: number;
  port?: number;
  timeZone?: string;
}): Promise<Stack> {
  const path = await mkdtemp(join(tmpdir(), 'weir-console-'));
  const id = createUuidV7(systemClock);
  const until = new Date();
  const env = options.days > 0 ? PROVIDER_ENV : {};
  const config = loadConfig({ env, cwd: path });
  const registry = await openRegistry({ dir: 'memory', clock: systemClock, id, env, config });
  const { adminToken = '' } = await registry.seedFirstStart({
    timeZone: options.timeZone ?? 'Europe/Berlin',
  });
  const ledger = rememberAnswers(
    await openChdbLedger({
      path: join(path, 'ledger'),
      log: silentLogger,
      virtualTags: (id) => registry.virtualTags.known(id),
    }),
  );
  const catalog = loadCatalog();
  const priceBook = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });
  const listeners = new Set<(event: LiveEvent) => void>();
  const tell = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };
  registry.onChange((version) => tell({ type: 'registry', at: new Date().toISOString(), version }));
  const land = async (...calls: CallFact[]) => {
    await ledger.append({ token: `live:${calls[0]?.call_id}`, calls });
    tell({ type: 'ledger', at: new Date().toISOString(), calls: calls.length });
  };
  const sample = async () => {
    const before = Date.now() - 3_600_000;
    const found = await ledger.calls({
      since: new Date(before - 30 * 86_400_000),
      until: new Date(before),
      filter: { status: ['ok'], workload: ['support-bot'] },
      limit: 1,
    });
    return found.data[0] === undefined ? undefined : ledger.call(found.data[0].call_id);
  };
  if (options.days > 0) {
    const keyIds = await createCompany(registry);
    let batch = 0;
    for await (const calls of generateHistory({ priceBook, until, days: options.days, keyIds })) {
      batch += 1;
      await ledger.append({ token: `demo:${batch}`, calls });
    }
    await createRules(registry);
    const ordinary = await sample();
    if (ordinary !== undefined) await land(...exampleCalls(ordinary));
    await registry.findings.raise({
      kind: 'price_unknown',
      severity: 'warning',
      subject: 'openai/gpt-sandbox-preview',
      message: 'No price of this model is known; a marked fallback is used. Add a price override.',
    });
  }
  const sessionCodes = createSessionCodes(systemClock);
  const startedAt = new Date().toISOString();
  const status = async (): Promise<Status> => {
    const totals = await ledger.totals();
    return {
      version: '0.1.0',
      started_at: startedAt,
      data_dir: path,
      gateway_url: 'http://127.0.0.1:4000',
      console_url: 'http://127.0.0.1:4010',
      workers: [],
      ledger: {
        calls: totals.calls,
        charges: totals.charges,
        lag_ms: 0,
        spool_bytes: 0,
        spool_limit_bytes: 1,
      },
      providers: [],
    };
  };
  const app = createAdminApp({
    registry,
    ledger,
    status,
    importer: async function* () {},
    pricing: { show: () => undefined, quote: () => [] },
    ...openDesks(registry, ledger),
    alerts: createAlertDesk({
      settings: { allowPrivate: false, smtp: undefined, consoleUrl: () => 'http://127.0.0.1:4010' },
      registry,
      clock: systemClock,
      log: silentLogger,
      newId: createUuidV7(systemClock),
    }),
    ...gatewayParts({ registry, catalog, priceBook, sample, land }),
    events: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    consoleDir: CONSOLE,
    sessionCodes,
    host: '127.0.0.1',
    clock: systemClock,
    log: silentLogger,
    version: '0.1.0',
  });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port ?? 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  if (options.days > 0) await tellBusiness(url, adminToken, { until, days: options.days });
  return {
    url,
    adminToken,
    code: () => sessionCodes.mint(),
    land: (call) => land(call),
    async close() {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await registry.close();
      await ledger.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}
