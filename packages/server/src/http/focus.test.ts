import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatementLine } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbEngine } from '../ledger/chdb/engine.ts';
import type { SqlEngine } from '../ledger/sql/engine.ts';
import { createSqlLedger } from '../ledger/sql/store.ts';
import { callOf } from '../ledger/testing/facts.ts';
import { loadCatalog } from '../platform/catalog.ts';
import { silentLogger } from '../platform/log.ts';
import { createFocusExporter } from '../reports/focus/index.ts';
import { createHarness, type Harness } from './testing.ts';

let directory = '';
let engine: SqlEngine;
let h: Harness;
/** Pages of the source that goes away in the middle of a file. */
let asked = 0;
const LINES: Partial<StatementLine>[] = [
  { further: { BilledCost: '1.50', Tags: '{"a":"b"}', x_Note: '=1+1' } },
  { further: { BilledCost: '2', x_Other: 'é' } },
];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-focus-http-'));
  engine = openChdbEngine({ path: join(directory, 'ledger'), log: silentLogger });
  const ledger = createSqlLedger(engine);
  await ledger.migrate();
  await ledger.append({
    token: 't',
    calls: [callOf({ call_id: 'a', started_at: '2026-10-05T10:00:00Z', ended_at: '2026-10-05T10:00:01Z' })],
  });
  h = await createHarness({
    focus: {
      exporter: createFocusExporter(engine, {
        units: loadCatalog().units,
        version: '0.1.0',
        now: () => Date.now(),
      }),
      statements: {
        lines: async ({ source, cursor }) => {
          if (source === 'cut' && ++asked > 3) throw new Error('the ledger went away');
          return {
            data: (source === 'none'
              ? []
              : cursor === undefined
                ? LINES.slice(0, 1)
                : LINES.slice(1)) as StatementLine[],
            next_cursor: source !== 'none' && cursor === undefined ? 'next' : null,
          };
        },
      },
    },
  });
});
afterAll(async () => {
  await h.close();
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

const OCTOBER = 'since=2026-10-01&until=2026-11-01&sandbox=exclude';

describe('GET /exports/focus', () => {
  it('streams a file to be saved, CSV or Parquet', async () => {
    const response = await h.call('GET', `/exports/focus?version=1.4&${OCTOBER}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="weir-focus-1.4.csv"');
    const [header = '', ...rows] = (await response.text()).trim().split('\n');
    expect(header).toContain('"ServiceProviderName"');
    expect(rows).toHaveLength(2);
    const parquet = await h.call('GET', `/exports/focus?format=parquet&${OCTOBER}`);
    expect(parquet.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    expect(
      Buffer.from(await parquet.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1');
  });

  it('describes it with exact sums', async () => {
    const response = await h.call('GET', `/exports/focus/metadata?dataset=chargeback&${OCTOBER}`);
    expect(await response.json()).toMatchObject({
      FocusVersion: '1.2',
      x_Sums: [{ currency: 'USD', rows: 2, billed_cost: '0.00065', effective_cost: '0.00065' }],
    });
  });

  it('gives back what a FOCUS source told, unchanged, whatever columns its files had', async () => {
    const response = await h.call('GET', `/exports/focus?source=aws&${OCTOBER}`);
    expect(await response.text()).toBe(
      'BilledCost,Tags,x_Note,x_Other\r\n1.50,"{""a"":""b""}",=1+1,\r\n2,,,é\r\n',
    );
    expect((await h.call('GET', `/exports/focus?source=none&${OCTOBER}`)).status).toBe(404);
  });

  it('breaks off when the ledger does in the middle of a file: what is cut does not end as if it were whole', async () => {
    const response = await h.call('GET', `/exports/focus?source=cut&${OCTOBER}`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('refuses what it cannot answer before a file begins', async () => {
    for (const query of ['version=1.0', 'tag=A%27', 'since=2026-11-01&until=2026-10-01', 'dataset=bill']) {
      const response = await h.call('GET', `/exports/focus?${query}`);
      expect([query, response.status]).toEqual([query, 400]);
    }
  });
});
