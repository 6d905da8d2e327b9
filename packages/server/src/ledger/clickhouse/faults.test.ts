import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/log.ts';
import { openSpoolWriter } from '../spool/writer.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { createSqlLedger } from '../sql/store.ts';
import type { Ledger } from '../statement-port.ts';
import { DISK_FULL, OUT_OF_MEMORY } from '../testing/clickhouse-front-faults.ts';
import { type ClickHouseFront, startClickHouseFront } from '../testing/clickhouse-front-process.ts';
import { callOf } from '../testing/facts.ts';
import { begunOf, configOf, openCallOf } from '../testing/spool.ts';
import { startLedgerWriter } from '../writer/index.ts';
import { clickHouseOptions } from './connection.ts';
import { connectClickHouse } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-faults-'));
let front: ClickHouseFront;
let engine: SqlEngine;
let ledger: Ledger;
beforeAll(async () => {
  front = await startClickHouseFront(join(directory, 'server'));
  engine = connect(front.url);
  ledger = createSqlLedger(engine);
  await ledger.migrate();
});
afterEach(() => front.fault({ kind: 'none' }));
afterAll(async () => {
  await ledger.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
});

const connect = (url: string) =>
  connectClickHouse({ url, database: 'weir', log: silentLogger, sleep: () => Promise.resolve() });

let made = 0;
const batch = () => {
  made += 1;
  return { token: `t-${made}`, calls: [callOf({ call_id: `call-${made}` })] };
};
const landed = () => ledger.totals();

describe('a ledger server', () => {
  it('that answers no insert, though it has made it, gets it again and lands it once', async () => {
    const before = await landed();
    await front.fault({ kind: 'cut_after', match: 'INSERT INTO calls', times: 1 });
    await ledger.append(batch());
    expect(await landed()).toMatchObject({ calls: before.calls + 1, charges: before.charges + 2 });
    const { total } = await ledger.costs({
      since: new Date('2026-11-01T00:00:00Z'),
      until: new Date('2026-12-01T00:00:00Z'),
      by: ['workload'],
      filter: {},
      timeZone: 'UTC',
      sandbox: 'include',
    });
    expect(total.calls).toBe(before.calls + 1);
  });

  it('whose network breaks before it has read an insert gets it again', async () => {
    const before = await landed();
    await front.fault({ kind: 'cut_before', match: 'INSERT INTO charges', times: 2 });
    await ledger.append(batch());
    expect(await landed()).toMatchObject({ calls: before.calls + 1, charges: before.charges + 2 });
  });

  it.each([
    ['has no disk left', DISK_FULL],
    ['has no memory left', OUT_OF_MEMORY],
    ['is read only', 'Code: 242. DB::Exception: Table is in readonly mode. (TABLE_IS_READ_ONLY)'],
  ])('that %s is no fault of the data, and the batch lands later', async (_, text) => {
    const before = await landed();
    const waiting = batch();
    await front.fault({ kind: 'error', text, match: 'INSERT' });
    await expect(ledger.append(waiting)).rejects.toMatchObject({
      code: 'ledger_unavailable',
      retryable: true,
    });
    await front.fault({ kind: 'none' });
    await ledger.append(waiting);
    expect(await landed()).toMatchObject({ calls: before.calls + 1 });
  });

  it('that breaks off in the middle of an answer gives no half of it', async () => {
    await front.fault({ kind: 'cut_stream' });
    await expect(engine.select('SELECT number FROM numbers(100000)')).rejects.toMatchObject({
      code: 'ledger_unavailable',
    });
    const read = async () => {
      for await (const _ of engine.stream('SELECT number FROM numbers(1000000)', {}, 'CSV'));
    };
    await expect(read()).rejects.toMatchObject({ code: 'ledger_unavailable' });
  });

  it('that is slow holds up nobody who has left', async () => {
    await front.fault({ kind: 'slow', ms: 3_000 });
    const began = Date.now();
    await expect(engine.select('SELECT 1', {}, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  it('that refuses the password never hears or tells it again', async () => {
    const url = front.url.replace(/:[^:@]+@/, ':secret-word@');
    const wrong = connect(url);
    const error = await wrong.select('SELECT 1').catch((thrown: unknown) => thrown);
    await wrong.close();
    expect(error).toMatchObject({ code: 'ledger_unavailable' });
    expect(JSON.stringify(allOf(error))).not.toContain('secret-word');
  });

  it('that is down lets spools grow, and gets what is in them when it is back', async () => {
    const root = join(directory, 'spool');
    const before = await landed();
    await front.kill();
    await expect(ledger.append(batch())).rejects.toMatchObject({ code: 'ledger_unavailable' });
    const config = configOf({ poll_ms: 10 });
    const spool = await openSpoolWriter({ root, instance: 'gw-0-down', config, clock: systemClock });
    for (let i = 0; i < 20; i += 1) {
      const call = openCallOf(`down-${i}`, { instance: 'gw-0-down' });
      await spool.begin({ t: 'begin', call: begunOf(call) });
      await spool.end({ t: 'end', call });
    }
    const writer = startLedgerWriter({
      root,
      store: ledger,
      config,
      clock: systemClock,
      log: silentLogger,
      onLanded: () => undefined,
      onFinding: () => undefined,
    });
    await writer.drain().catch(() => undefined);
    await front.start();
    await spool.close();
    await writer.drain();
    await writer.stop();
    expect(await landed()).toMatchObject({ calls: before.calls + 20 });
  });
});

describe('ledger.url_env', () => {
  const ledgerConfig = { ledger: { url_env: 'LEDGER', database: 'weir' } };

  it('says what is wrong with the variable, and never what is in it', () => {
    for (const url of [undefined, '', 'clickhouse://weir:secret-word@host', 'http://']) {
      const attempt = () => clickHouseOptions(ledgerConfig, url === undefined ? {} : { LEDGER: url });
      expect(attempt).toThrow(/ledger\.url_env names LEDGER, which/);
      expect(attempt).not.toThrow(/secret-word/);
    }
    expect(clickHouseOptions({ ledger: { database: 'weir' } }, {})).toBeUndefined();
    expect(clickHouseOptions(ledgerConfig, { LEDGER: 'http://h:8123' })).toEqual({
      url: 'http://h:8123',
      database: 'weir',
    });
  });
});

/** An error with everything that hangs on it, as a log would write it. */
function allOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return { ...error, message: error.message, stack: error.stack, cause: allOf(error.cause) };
}
