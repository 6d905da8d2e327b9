import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { CallFact, createSource, Source, SourceRunEvent } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { createPriceBook, rateUsage } from '@weir/core/pricing';
import type { z } from 'zod';
import { createExclusive } from '../../ledger/exclusive.ts';
import { FakeStatements } from '../../ledger/testing/fake-statements.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { createLogger } from '../../platform/log.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';
import { type TestClock, testClock, testRegistry } from '../../registry/testing.ts';
import { addFigures, type BookedLine } from './booking.ts';
import { createSourceDesk, type SourceDesk } from './desk.ts';
import type { Connector } from './port.ts';

/** A ledger as sources see it. */
export class LedgerDouble {
  readonly calls: CallFact[] = [];
  /** What is older is forgotten. */
  dropped = new Date(0);
  /** The next append fails before anything has landed. */
  failing = false;

  async existing(ids: readonly string[]): Promise<Set<string>> {
    const there = new Set(this.calls.map(({ call_id }) => call_id));
    return new Set(ids.filter((id) => there.has(id)));
  }

  async append({ calls }: { calls: readonly CallFact[] }): Promise<void> {
    if (this.failing) {
      this.failing = false;
      throw new Error('ledger is down');
    }
    this.calls.push(...calls);
  }

  /** Effective cost of everything. */
  get cost(): string {
    return this.calls.reduce((sum, { cost }) => sum.add(Decimal.from(cost)), Decimal.ZERO).toString();
  }

  booked(source: string, day: Date): Map<string, BookedLine> {
    const found = new Map<string, BookedLine>();
    for (const { entry, started_at, charges } of this.calls) {
      const [charge] = charges;
      const prefix = `${source}/`;
      if (charge === undefined || !entry?.source_line?.startsWith(prefix)) continue;
      if (started_at.slice(0, 10) !== day.toISOString().slice(0, 10)) continue;
      const id = entry.source_line.slice(prefix.length);
      const { unit, per, price_ref: priceRef } = charge;
      const line = found.get(id) ?? { entries: 0, calls: 0, figures: new Map(), unit, per, priceRef };
      line.entries++;
      line.calls += entry.calls;
      addFigures(line.figures, {
        currency: charge.currency,
        quantity: Decimal.from(charge.quantity),
        list: Decimal.from(charge.list_cost),
        contracted: Decimal.from(charge.contracted_cost),
        effective: Decimal.from(charge.effective_cost),
      });
      found.set(id, line);
    }
    return found;
  }
}

export interface SourceHarness {
  clock: TestClock;
  registry: Registry;
  desk: SourceDesk;
  ledger: LedgerDouble;
  statements: FakeStatements;
  findings: RaisedFinding[];
  /** Waits that were asked for, ms; none is waited. */
  waits: number[];
  create(input: Partial<z.infer<typeof createSource>> & { id: string; kind: string }): Promise<Source>;
  /** Runs it and returns the last event, or the text of what ended it. */
  run(id: string, stretch?: { since?: Date; until?: Date }): Promise<SourceRunEvent | string>;
  close(): Promise<void>;
}

const BY = { actor: 'test' };

/** Sources over a registry in memory, a ledger and statements that tests can look into. */
export async function sourceHarness(connectors: readonly Connector[]): Promise<SourceHarness> {
  const clock = testClock();
  const registry = await testRegistry(clock);
  const catalog = loadCatalog({ env: {} });
  const book = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides, organization: [] });
  const ledger = new LedgerDouble();
  const statements = new FakeStatements();
  const findings: RaisedFinding[] = [];
  const waits: number[] = [];
  const isUnit = (unit: string) => catalog.units.get(unit) !== undefined;
  const desk = createSourceDesk({
    sources: registry.sources,
    runs: registry.sourceRuns,
    quarantine: registry.quarantine,
    statements,
    connectors,
    isUnit,
    clock,
    random: () => 0.5,
    async sleep(ms) {
      waits.push(ms);
      clock.advance(ms);
    },
    raise: (finding) => findings.push(finding),
    log: createLogger('silent'),
    uploadDir: tmpdir(),
    booking: {
      ledger,
      exclusive: createExclusive(),
      booked: async (source, day) => ledger.booked(source, day),
      detailSince: async () => ledger.dropped,
      workload: (id) =>
        id === 'support-bot' ? { tags: { team: 'care', application: 'support' } } : undefined,
      now: () => clock.now(),
      priceBook: () => book,
      rateUsage,
      perOf: (unit) => catalog.units.get(unit)?.per ?? 1,
      currency: () => 'USD',
      ratesOf: async (currency) => () =>
        currency === 'EUR'
          ? { convert: (amount) => amount.multiply(Decimal.from('1.1')), ref: 'fx:EUR/USD@2026-11-01' }
          : undefined,
    },
  });
  return {
    clock,
    registry,
    desk,
    ledger,
    statements,
    findings,
    waits,
    create: (input) => desk.create({ settings: {}, enabled: true, ...input }, BY),
    async run(id, stretch) {
      let last: SourceRunEvent | undefined;
      try {
        for await (const event of desk.run(id, stretch)) last = event;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      return last ?? 'nothing';
    },
    async close() {
      await desk.stop();
      await registry.close();
    },
  };
}

export interface Told {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text. */
  body: unknown;
  /** Ends the connection after so many bytes of the body. */
  cutAfter?: number;
}

export interface ProviderDouble {
  url: string;
  /** Path and query of every request, in order. */
  asked: URL[];
  headers: IncomingMessage['headers'][];
  /** How it answers; undefined is 404. */
  answer: (url: URL) => Told | undefined;
  /** Said before `answer` is asked, one per request. */
  first: Told[];
  close(): Promise<void>;
}

/** A provider's API on loopback. */
export async function providerDouble(): Promise<ProviderDouble> {
  const double: ProviderDouble = {
    url: '',
    asked: [],
    headers: [],
    answer: () => undefined,
    first: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', double.url);
    double.asked.push(url);
    double.headers.push(request.headers);
    const told = double.first.shift() ??
      double.answer(url) ?? { status: 404, body: { error: 'no such thing' } };
    const body = Buffer.from(typeof told.body === 'string' ? told.body : JSON.stringify(told.body));
    response.writeHead(told.status ?? 200, {
      'content-type': 'application/json',
      'content-length': String(body.length),
      ...told.headers,
    });
    if (told.cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, told.cutAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return double;
}
