import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExclusive } from '../../ledger/exclusive.ts';
import { createLandingGate, type LandingGate } from '../../ledger/landing-gate.ts';
import { callOf } from '../../ledger/testing/facts.ts';
import type { Registry } from '../../registry/registry.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { FakeLedger } from '../testing/fake-ledger.ts';
import { type ClosedMonths, createClosedMonths } from './closed-months.ts';
import type { PointSources } from './open-points.ts';
import { createPeriods, type Periods, type PeriodsDeps } from './service.ts';

const clock = testClock('2026-11-22T10:00:00.000Z');
const by = { actor: 'cfo' };
let registry: Registry;
let ledger: FakeLedger;
let closed: ClosedMonths;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());
beforeEach(() => {
  ledger = new FakeLedger();
  closed = createClosedMonths();
  ledger.isClosed = (at) => closed.isClosed(at);
});

const NONE: PointSources = { proposals: async () => [] };

interface More {
  zone?: string;
  gate?: Pick<LandingGate, 'hold'>;
}

function deps(points: PointSources, { zone = 'UTC', gate = createLandingGate() }: More = {}): PeriodsDeps {
  return {
    records: registry.periods,
    ledger,
    sumOf: async () => '0.0013',
    closed,
    gate,
    books: createExclusive(),
    points,
    findings: registry.findings,
    organization: () => ({ time_zone: zone, currency: 'USD' }),
    gapPercent: 0.5,
    clock,
  };
}

const service = (points: PointSources = NONE, more: More = {}): Periods => createPeriods(deps(points, more));

let calls = 0;
/** 0.00065 of gpt-4o. */
const land = (startedAt: string) => {
  calls += 1;
  const call = callOf({ call_id: `call-${calls}`, started_at: startedAt, ended_at: startedAt });
  return ledger.append({ token: `t-${calls}`, calls: [call] });
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string }) => error,
  );

describe('a month', () => {
  it('is open, then reviewed, then closed for ever; what lands later is a correction beside it', async () => {
    const periods = service();
    await land('2026-10-31T23:59:59.999Z');
    await land('2026-11-01T00:00:00.000Z');
    expect(await periods.show('2026-10')).toMatchObject({
      state: 'open',
      cost: '0.000650000000',
      open_points: [],
    });
    expect(await periods.review('2026-10', { by: 'Ada' }, by)).toMatchObject({
      state: 'reviewed',
      reviewed_by: 'Ada',
    });
    expect(await periods.close('2026-10', {}, by)).toMatchObject({
      state: 'closed',
      closed_by: 'cfo',
      cost: '0.000650000000',
      closed_cost: '0.000650000000',
      corrections: '0.000000000000',
    });
    await land('2026-10-15T12:00:00.000Z');
    expect(ledger.rows.at(-1)?.class).toBe('correction');
    expect(await periods.show('2026-10')).toMatchObject({
      cost: '0.001300000000',
      closed_cost: '0.000650000000',
      corrections: '0.000650000000',
    });
    expect(await failure(periods.review('2026-10', {}, by))).toMatchObject({ code: 'conflict' });
    expect(await failure(periods.close('2026-10', {}, by))).toMatchObject({ code: 'conflict' });
    expect(await periods.verify()).toEqual({ checked: 1, mismatched: [] });
  });

  it('is closed for another control that starts on the same registry', async () => {
    const memory = closed;
    closed = createClosedMonths();
    await service().load();
    expect(closed).not.toBe(memory);
    expect(closed.isClosed(new Date('2026-10-31T23:59:59.999Z'))).toBe(true);
    expect(closed.isClosed(new Date('2026-11-01T00:00:00.000Z'))).toBe(false);
  });

  it('keeps the bounds it was closed with when the organization moves to another zone', async () => {
    expect(await service(NONE, { zone: 'Asia/Tokyo' }).show('2026-10')).toMatchObject({
      since: '2026-10-01T00:00:00.000Z',
    });
  });

  it('is listed with the others, each in its bounds', async () => {
    await land('2026-10-31T22:30:00.000Z');
    const listed = async (zone: string) =>
      (await service(NONE, { zone }).list(3)).map(({ month, state, cost }) => [month, state, cost]);
    expect(await listed('UTC')).toEqual([
      ['2026-11', 'open', '0.000000000000'],
      ['2026-10', 'closed', '0.000650000000'],
      ['2026-09', 'open', '0.000000000000'],
    ]);
    // in Tokyo it is November already, but October was closed with the bounds of UTC
    expect(await listed('Asia/Tokyo')).toEqual([
      ['2026-11', 'open', '0.000650000000'],
      ['2026-10', 'closed', '0.000650000000'],
      ['2026-09', 'open', '0.000000000000'],
    ]);
  });

  it('follows the zone with its clock changes', async () => {
    expect(await service(NONE, { zone: 'Europe/Vienna' }).show('2026-03')).toMatchObject({
      since: '2026-02-28T23:00:00.000Z',
      until: '2026-03-31T22:00:00.000Z',
    });
  });

  it('is not closed before it is over, by nobody', async () => {
    const error = await failure(service().close('2026-11', { force: true, reason: 'now' }, by));
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('2026-12-01') });
    expect(closed.isClosed(new Date('2026-11-05T00:00:00Z'))).toBe(false);
  });

  it('includes what was on its way when it was closed', async () => {
    const gate = createLandingGate();
    let release = () => {};
    const underway = gate.pass(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      ledger.rows.push(callOf({ call_id: 'slow', started_at: '2026-07-03T00:00:00Z' }));
    });
    const closing = service(NONE, { gate }).close('2026-07', {}, by);
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await underway;
    expect(await closing).toMatchObject({ closed_cost: '0.000650000000', corrections: '0.000000000000' });
  });

  it('stays open when its closing fails, and can be closed then', async () => {
    const broken = createPeriods({
      ...deps(NONE),
      statements: { sums: () => Promise.reject(new Error('disk')) },
    });
    await failure(broken.close('2026-06', {}, by));
    expect(closed.isClosed(new Date('2026-06-05T00:00:00Z'))).toBe(false);
    expect((await service().close('2026-06', {}, by)).state).toBe('closed');
  });
});

describe('open points', () => {
  const points: PointSources = {
    proposals: async () => [],
    unlanded: async () => 3,
    sources: async () => [
      { name: 'OpenAI', role: 'statement', enabled: true, covered_until: '2026-08-30T00:00:00Z' },
      { name: 'AWS', role: 'charges', enabled: true },
      { name: 'by hand', role: 'statement', enabled: true, tells: true },
      { name: 'off', role: 'statement', enabled: false },
    ],
    quarantined: async () => 2,
    gaps: async () => [
      { provider: 'openai', undecided: '6', invoice: '1000', ledger: '1006', warnings: [] },
      { provider: 'anthropic', undecided: '5', invoice: '1000', ledger: '1005', warnings: ['Odd.'] },
      { provider: 'groq', undecided: '0', ledger: '12.3', warnings: [] },
    ],
  };

  it('are told in sentences, and closing needs force and a reason, which are kept', async () => {
    const periods = service(points);
    const call = callOf({ call_id: 'unpriced', started_at: '2026-08-03T00:00:00Z' });
    const charges = call.charges.map((charge) => ({ ...charge, price_ref: 'fallback:openai' }));
    await ledger.append({ token: 'unpriced', calls: [{ ...call, charges }] });
    const { open_points: told } = await periods.show('2026-08');
    expect(told).toEqual([
      expect.stringContaining('3 records of gateways'),
      expect.stringContaining('"OpenAI" tells until 2026-08-30'),
      expect.stringContaining('"AWS" has told nothing'),
      expect.stringContaining('2 rows of sources'),
      expect.stringContaining('fallback prices (openai/gpt-4o)'),
      expect.stringContaining('6.00 USD of openai differ'),
      'Odd.',
      expect.stringContaining('No bill of groq covers 2026-08'),
    ]);
    expect(await failure(periods.close('2026-08', {}, by))).toMatchObject({
      code: 'conflict',
      field: 'force',
    });
    expect(await failure(periods.close('2026-08', { force: true }, by))).toMatchObject({ field: 'reason' });
    await periods.close('2026-08', { force: true, reason: 'year end', by: 'Ada' }, by);
    const record = await registry.periods.show('2026-08');
    expect(record).toMatchObject({ closed_by: 'Ada', figures: { forced: 'true', reason: 'year end' } });
    const audit = await registry.audit.list({ subject: 'period/2026-08' });
    expect(audit.data[0]).toMatchObject({ actor: 'cfo', action: 'period.close' });
  });

  it('do not let a month be closed in the middle of a booking, by force neither', async () => {
    const booking = { id: 'p1', state: 'booking' };
    const periods = service({ proposals: async () => [booking as never] });
    const error = await failure(periods.close('2026-05', { force: true, reason: 'now' }, by));
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('p1') });
  });
});

describe('verification', () => {
  it('leaves a month alone whose calls were dropped since; it shows what its sums say', async () => {
    await land('2025-12-03T00:00:00Z');
    await service().close('2025-12', {}, by);
    ledger.rows.splice(0);
    ledger.dropped = new Date('2026-01-01T00:00:00Z');
    expect((await service().verify()).mismatched).not.toContain('2025-12');
    const shown = { cost: '0.001300000000', closed_cost: '0.000650000000', corrections: '0.000650000000' };
    expect(await service().show('2025-12')).toMatchObject(shown);
    expect((await service().list(13)).find(({ month }) => month === '2025-12')).toMatchObject(shown);
    expect((await service().show('2025-11')).open_points[0]).toContain('dropped');
  });

  it('finds a closed month whose rows went, or moved to another day', async () => {
    await land('2026-09-03T00:00:00Z');
    await land('2026-09-04T00:00:00Z');
    await service().close('2026-09', {}, by);
    const [first, second] = ledger.rows.splice(0);
    if (first === undefined || second === undefined) return expect.fail('two calls were landed');
    ledger.rows.push(first, { ...second, started_at: '2026-09-05T00:00:00Z' });
    expect((await service().verify()).mismatched).toContain('2026-09');
    ledger.rows.pop();
    expect((await service().verify()).mismatched).toContain('2026-09');
    await registry.findings.flush();
    const found = await registry.findings.list({ kind: 'ledger_mismatch' });
    expect(found.data.find(({ subject }) => subject === '2026-09')?.message).toContain('closed with 0.0013');
  });
});
