import type { PriceBook } from '@weir/core/pricing';
import { type ClosedMonths, createClosedMonths, loadClosedMonths } from '../../books/periods/index.ts';
import { clickHouseOptions } from '../../ledger/clickhouse/connection.ts';
import { type OpenedLedger, openLedger } from '../../ledger/open.ts';
import { type Remembering, rememberAnswers } from '../../ledger/remembered.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { type Catalog, loadCatalog } from '../../platform/catalog.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import { createVault } from '../../platform/crypto/vault.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import { type Leadership, openRegistry, type Registry, registryUrl } from '../../registry/index.ts';
import type { DataDir } from '../data-dir.ts';
import { installationKey } from '../installation-key.ts';
import { createPriceBooks, type PriceBooks } from '../prices/price-books.ts';

/** Instead of the file in the data directory, which controls on several hosts do not share: 32 or more bytes in base64. */
const SECRETS_KEY_ENV = 'WEIR_SECRETS_KEY';

const EVER = { since: new Date(0), until: new Date(8.64e15) };

export interface Stores {
  registry: Registry;
  ledger: Ledger & Remembering;
  /** What backups and moves read all of the ledger through. */
  ledgerBackend: Pick<OpenedLedger, 'engine' | 'gate' | 'kind'>;
  /** Filled before the first call lands. */
  closedMonths: ClosedMonths;
  catalog: Catalog;
  /** Prices as they are in force over time, the organization's overrides included. */
  priceBook(): PriceBook;
  /** The books that it is made of: one per price list, in the order in which they hold. */
  priceBooks: PriceBooks['books'];
  /** What the very first start made; `{}` ever after. */
  firstStart: { adminToken?: string; sandboxKey?: string };
  close(): Promise<void>;
}

/**
 * Opens registry and ledger side by side; the caller holds the locks of the data directory and, where the registry is in
 * PostgreSQL, leads.
 */
export async function openStores(
  dir: DataDir,
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
  leadership?: Leadership,
): Promise<Stores> {
  const catalog = loadCatalog({ env });
  const prices = createPriceBooks(catalog);
  const closedMonths = createClosedMonths();
  const url = registryUrl(config, env);
  // the ledger is asked for nothing before both are open
  let registryOpened: Registry | undefined;
  const opening = Promise.allSettled([
    openRegistry({
      dir: dir.registry,
      ...(url === undefined ? {} : { postgres: postgresOf(url, leadership, log) }),
      clock: systemClock,
      id: createUuidV7(systemClock),
      env,
      config,
      vault: createVault(installationKey(dir.secretsKey, SECRETS_KEY_ENV, env)),
      ...prices.checks,
    }),
    openLedger({
      path: dir.ledger,
      server: clickHouseOptions(config, env),
      log,
      isClosed: (at) => closedMonths.isClosed(at),
      virtualTags: (id) => registryOpened?.virtualTags.known(id),
    }),
  ]);
  const [registry, ledger] = await opening;
  if (registry.status === 'rejected' || ledger.status === 'rejected') {
    if (registry.status === 'fulfilled') await registry.value.close();
    if (ledger.status === 'fulfilled') await ledger.value.ledger.close();
    throw registry.status === 'rejected' ? registry.reason : (ledger as PromiseRejectedResult).reason;
  }
  registryOpened = registry.value;
  const answers = rememberAnswers(ledger.value.ledger);
  registry.value.virtualTags.onChange(() => answers.forget(EVER));
  await prices.follow(registry.value, config.prices.updates, log);
  const firstStart = await registry.value.seedFirstStart({ timeZone: localTimeZone() });
  await loadClosedMonths(registry.value.periods, closedMonths, registry.value.organization.show().time_zone);
  return {
    registry: registry.value,
    ledger: answers,
    ledgerBackend: ledger.value,
    closedMonths,
    catalog,
    priceBook: () => prices.book(),
    priceBooks: () => prices.books(),
    firstStart,
    async close() {
      await registry.value.close();
      await ledger.value.ledger.close();
    },
  };
}

/** A control that may not write, or does not know what it has written, starts anew. */
function postgresOf(url: string, leadership: Leadership | undefined, log: Logger) {
  return {
    url,
    ...(leadership === undefined ? {} : { epoch: leadership.leader.epoch }),
    onLost(reason: string) {
      log.error({ reason }, 'this control ends, and comes back with what the registry holds');
      process.exit(1);
    },
  };
}

/** What the machine's owner calls today is the best first guess for the organization; it can be changed. */
function localTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
