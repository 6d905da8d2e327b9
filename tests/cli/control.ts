import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPriceView } from '@weir/core/contract';
import { createPriceBook, quoteLine } from '@weir/core/pricing';
import type { CliDeps, LocalControl } from '../../packages/server/src/cli/index.ts';
import { createAdminApp } from '../../packages/server/src/http/index.ts';
import { openChdbLedger } from '../../packages/server/src/ledger/chdb/index.ts';
import { loadCatalog } from '../../packages/server/src/platform/catalog.ts';
import { systemClock } from '../../packages/server/src/platform/clock.ts';
import { configSchema } from '../../packages/server/src/platform/config/schema.ts';
import { createUuidV7 } from '../../packages/server/src/platform/ids.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';
import { openRegistry } from '../../packages/server/src/registry/index.ts';
import { backfillHistory } from '../../packages/server/src/sandbox/demo/index.ts';

/** A control without processes: real registry, real ledger, real API. */
export async function openControl(): Promise<LocalControl & { dir: string; dispose(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'weir-cli-e2e-'));
  const { list, units, overrides } = loadCatalog();
  const priceBook = createPriceBook(list, units, { catalog: overrides });
  const registry = await openRegistry({
    dir: 'memory',
    clock: systemClock,
    id: createUuidV7(systemClock),
    env: {},
    config: configSchema.parse({}),
  });
  await registry.seedFirstStart();
  const ledger = await openChdbLedger({ path: join(dir, 'ledger'), log: silentLogger });
  await ledger.migrate();
  const token = 'token-of-this-test';
  const app = createAdminApp({
    registry,
    ledger,
    importer: () => {
      throw new Error('no importer here');
    },
    demoHistory: ({ days }) =>
      backfillHistory({ ledger, priceBook, until: new Date(), days, callsPerDay: 60 }),
    pricing: {
      show: (provider, model, at) =>
        toPriceView(priceBook.resolveOrFallback({ provider, model, at: at.getTime() }), at),
      quote: (lines) =>
        lines.map((line) => quoteLine(line, { book: priceBook, list, units, now: Date.now() })),
    },
    status: async () => ({
      version: '0.1.0',
      started_at: new Date().toISOString(),
      data_dir: dir,
      gateway_url: 'http://127.0.0.1:4000',
      console_url: 'http://127.0.0.1:4010',
      workers: [],
      ledger: { ...(await ledger.totals()), lag_ms: 0, spool_bytes: 0, spool_limit_bytes: 1 << 30 },
      providers: [],
    }),
    events: () => () => {},
    cliToken: token,
    host: '127.0.0.1',
    clock: systemClock,
    log: silentLogger,
    version: '0.1.0',
  });
  return {
    dir,
    token,
    fetch: async (request) => app.fetch(request),
    // one control serves the whole file: a command closing it means nothing here
    close: async () => {},
    async dispose() {
      await ledger.close();
      await registry.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const openLocalControlOf =
  (control: LocalControl): CliDeps['openLocalControl'] =>
  async () =>
    control;
