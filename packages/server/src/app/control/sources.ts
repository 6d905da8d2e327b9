import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from '@weir/core/money';
import { rateUsage } from '@weir/core/pricing';
import { exchangeRatesAmong, whereKnown } from '../../books/exchange.ts';
import { anthropicConnector } from '../../ingest/anthropic/index.ts';
import { copilotConnector } from '../../ingest/copilot/index.ts';
import { openaiConnector } from '../../ingest/openai/index.ts';
import { openrouterConnector } from '../../ingest/openrouter/index.ts';
import {
  addFigures,
  type BookedLine,
  type Connector,
  createSourceDesk,
  type SourceDesk,
} from '../../ingest/sources/index.ts';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { ChargeReader, LedgerCharge } from '../../ledger/statement-port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import type { Stores } from './stores.ts';
import { workloadRules } from './workload-rules.ts';

/** How often the schedule is looked at. */
const LOOK_MS = 15_000;
const DAY_MS = 86_400_000;
const ONE = Decimal.from(1);

export interface SourcesOptions {
  stores: Pick<Stores, 'registry' | 'ledger' | 'catalog' | 'priceBook'>;
  /** The ledger, telling findings of what lands. */
  store: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
  raise(finding: RaisedFinding): void;
  /** Called after lines have landed. */
  landed(lines: number): void;
  /** Beside those that ask providers: formats of files. */
  connectors?: readonly Connector[];
  log: Logger;
}

export interface Sources {
  desk: SourceDesk;
  /** Runs what is due, in the control that leads only. Runs that another process did not live to end have failed. */
  start(): Promise<void>;
  /** What runs is stopped; the next run goes on where it was. */
  stop(): Promise<void>;
}

export function openSources(options: SourcesOptions): Sources {
  const { stores, log } = options;
  const { registry, ledger, catalog } = stores;
  const currency = () => registry.organization.show().currency;
  const desk = createSourceDesk({
    sources: registry.sources,
    runs: registry.sourceRuns,
    quarantine: registry.quarantine,
    statements: ledger.statements,
    connectors: [
      openaiConnector,
      anthropicConnector,
      copilotConnector,
      openrouterConnector,
      ...(options.connectors ?? []),
    ],
    isUnit: (unit) => catalog.units.get(unit) !== undefined,
    clock: systemClock,
    random: () => randomInt(2 ** 32) / 2 ** 32,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    onWait: (ms) => log.info({ ms: Math.round(ms) }, 'sources: a provider asks to wait'),
    raise: options.raise,
    landed: options.landed,
    log,
    uploadDir: tmpdir(),
    booking: {
      ledger: options.store,
      exclusive: options.exclusive,
      booked: (source, day) => bookedOn(ledger, source, day),
      detailSince: () => ledger.detailSince(),
      workload: workloadRules(registry),
      now: () => systemClock.now(),
      priceBook: () => stores.priceBook(),
      rateUsage,
      perOf: (unit) => catalog.units.get(unit)?.per ?? 1,
      currency,
      ratesOf: (foreign) => ratesOf(foreign, currency()),
    },
  });
  let looking: NodeJS.Timeout | undefined;
  const look = () => {
    desk.scheduler
      .look()
      .catch((error: unknown) => log.error({ err: error }, 'sources: the schedule failed'));
  };

  async function ratesOf(foreign: string, own: string) {
    const rates = await exchangeRatesAmong(registry.exchangeRates, [foreign, own]);
    return (at: Date) => {
      const convert = (amount: Decimal) => rates.convert(amount, foreign, own, at.getTime());
      return whereKnown(() => ({
        convert: (amount: Decimal) => convert(amount).amount,
        ref: convert(ONE).ref,
      }));
    };
  }

  return {
    desk,
    async start() {
      const ended = await registry.sourceRuns.endInterrupted();
      if (ended > 0) log.warn({ runs: ended }, 'sources: runs that were cut short go on with the next');
      looking = setInterval(look, LOOK_MS);
      look();
    },
    async stop() {
      clearInterval(looking);
      await desk.stop();
    },
  };
}

/** What entries of a source's lines come to that begin on this day (UTC). */
async function bookedOn(ledger: ChargeReader, source: string, day: Date): Promise<Map<string, BookedLine>> {
  const booked = new Map<string, BookedLine>();
  const calls = new Set<string>();
  const prefix = `${source}/`;
  const range = { since: day, until: new Date(day.getTime() + DAY_MS) };
  for await (const page of ledger.charges({ ...range, filter: { source: ['source'] } })) {
    for (const charge of page) {
      const line = charge.entry?.source_line;
      if (line === undefined || !line.startsWith(prefix)) continue;
      const first = !calls.has(charge.call_id);
      calls.add(charge.call_id);
      add(booked, line.slice(prefix.length), charge, first);
    }
  }
  return booked;
}

function add(booked: Map<string, BookedLine>, id: string, charge: LedgerCharge, first: boolean): void {
  const { unit, per, price_ref: priceRef } = charge;
  const line = booked.get(id) ?? { entries: 0, calls: 0, figures: new Map(), unit, per, priceRef };
  if (first) {
    line.entries++;
    line.calls += charge.entry?.calls ?? 0;
  }
  addFigures(line.figures, {
    currency: charge.currency,
    quantity: Decimal.from(charge.quantity),
    list: Decimal.from(charge.list_cost),
    contracted: Decimal.from(charge.contracted_cost),
    effective: Decimal.from(charge.effective_cost),
  });
  booked.set(id, line);
}
