import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { connectClickHouse } from '../clickhouse/index.ts';
import { readMigrations } from '../migrations.ts';
import { type OpenedLedger, openLedger } from '../open.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { migrate } from '../sql/migrate.ts';
import { createSqlLedger } from '../sql/store.ts';
import { type ClickHouseFront, startClickHouseFront } from '../testing/clickhouse-front-process.ts';
import { callOf, outcomeRecordOf } from '../testing/facts.ts';
import { moveLedger, slicesOf } from './move.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-move-'));
const ASKED = {
  since: new Date('2026-01-01T00:00:00Z'),
  until: new Date('2027-01-01T00:00:00Z'),
  by: ['workload'],
  filter: {},
  timeZone: 'UTC',
  interval: 'month' as const,
  sandbox: 'include' as const,
};

let front: ClickHouseFront;
let source: OpenedLedger;
beforeAll(async () => {
  front = await startClickHouseFront(join(root, 'server'));
  source = await openLedger({ path: join(root, 'ledger'), log: silentLogger });
  for (const m of ['03', '04', '05']) {
    const calls = Array.from({ length: 50 }, (_, i) =>
      callOf({ call_id: `c-${m}-${i}`, started_at: `2026-${m}-${10 + (i % 15)}T0${i % 10}:00:00.5Z` }),
    );
    await source.ledger.append({ token: m, calls });
  }
  const achieved = outcomeRecordOf({ id: 'kept', at: '2026-04-01T00:00:00Z' });
  await source.ledger.outcomes.append([achieved, { ...achieved, success: false }], new Date());
});
afterAll(async () => {
  await source.ledger.close();
  await front.kill();
  rmSync(root, { recursive: true, force: true });
});

async function targetAt(database: string): Promise<SqlEngine> {
  const target = connectClickHouse({ url: front.url, database, log: silentLogger });
  await migrate(target, readMigrations());
  return target;
}
const job = (target: SqlEngine, more = {}) => ({
  source: source.engine,
  target,
  scratch: join(root, 'scratch'),
  id: 'installation-1',
  onProgress: () => undefined,
  ...more,
});

describe('moving a ledger to a server', () => {
  it('brings every row and every rollup over, to the last digit', async () => {
    const target = await targetAt('moved');
    const moved = await moveLedger(job(target));
    expect(moved.find(({ table, month }) => table === 'charges' && month === '202604')).toMatchObject({
      rows: 100,
      sums: { effective_cost: '0.0325' },
    });
    const ledger = createSqlLedger(target);
    expect(await ledger.totals()).toEqual(await source.ledger.totals());
    expect(await ledger.costs(ASKED)).toEqual(await source.ledger.costs(ASKED));
    const versions = await source.ledger.outcomes.versions('kept');
    expect(versions).toHaveLength(2);
    expect(await ledger.outcomes.versions('kept')).toEqual(versions);
    await ledger.append({ token: 'next', calls: [callOf({ call_id: 'next' })] });
    expect((await ledger.costs(ASKED)).total.calls).toBe(151);
    await expect(moveLedger(job(target))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not empty'),
    });
    await ledger.close();
  });

  it('goes on where it was broken off, wherever that was', async () => {
    const target = await targetAt('resumed');
    for (let stopAfter = 1; stopAfter < 40; stopAfter += 3) {
      let steps = 0;
      const dying: SqlEngine = {
        ...target,
        // as kill -9 leaves it: feeds stay out, nothing is tidied up
        command: async (sql) => {
          if (steps++ >= stopAfter) throw new Error('killed');
          await target.command(sql);
        },
        load: async (...args) => {
          if (steps++ >= stopAfter) throw new Error('killed');
          await target.load(...args);
        },
      };
      const outcome = await moveLedger(job(dying)).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) break;
      expect(outcome.message).toBe('killed');
    }
    await moveLedger(job(target)).catch((error: unknown) =>
      expect(error).toMatchObject({ message: expect.stringContaining('not empty') }),
    );
    const ledger = createSqlLedger(target);
    expect(await ledger.totals()).toEqual(await source.ledger.totals());
    await ledger.append({ token: 'next', calls: [callOf({ call_id: 'next' })] });
    expect((await ledger.costs(ASKED)).total.calls).toBe(151);
    expect((await ledger.costs({ ...ASKED, by: ['user'] })).total.calls).toBe(151);
    await ledger.close();
  });

  it('does not mix two installations', async () => {
    const target = await targetAt('mixed');
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done === 1) controller.abort();
    };
    await expect(moveLedger(job(target, { onProgress, signal: controller.signal }))).rejects.toThrow();
    await expect(moveLedger(job(target, { id: 'installation-2' }))).rejects.toMatchObject({
      message: 'Another installation is being moved into this ledger',
    });
    await target.close();
  });

  it('cuts time into slices of whole hours that are not too large', () => {
    expect(
      slicesOf([
        { hour: '0', rows: 150_000 },
        { hour: '3600', rows: 50_000 },
        { hour: '7200', rows: 1 },
        { hour: '36000', rows: 900_000 },
      ]),
    ).toMatchObject([
      { since: 0, until: 7200 },
      { since: 7200, until: 10_800 },
      { since: 36_000, until: 39_600 },
    ]);
  });
});
