import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiError, exploreReport, savedView } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbLedger } from '../ledger/chdb/index.ts';
import { rememberAnswers } from '../ledger/remembered.ts';
import { callOf, chargeOf } from '../ledger/testing/facts.ts';
import { silentLogger } from '../platform/log.ts';
import { createHarness, type Harness } from './testing.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-http-explore-'));
const RANGE = 'since=2026-11-01&until=2026-11-11';
let h: Harness;
let close: () => Promise<void>;

beforeAll(async () => {
  const ledger = rememberAnswers(
    await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger }),
  );
  h = await createHarness({ ledger });
  close = () => ledger.close();
  const call = (call_id: string, day: string, workload: string, cost: string) =>
    callOf({
      call_id,
      started_at: `2026-${day}T10:00:00.000000Z`,
      ended_at: `2026-${day}T10:00:01.000000Z`,
      tags: { workload },
      usage: { input_tokens: 900, output_tokens: 100 },
      charges: [chargeOf({ effective_cost: cost })],
    });
  await ledger.append({
    token: 'explore',
    calls: [
      call('a', '11-02', 'bot', '3'),
      call('b', '11-03', 'bot', '1'),
      call('c', '11-03', 'etl', '0.5'),
      call('d', '10-25', 'bot', '2'),
    ],
  });
});
afterAll(async () => {
  await h.close();
  await close();
  rmSync(directory, { recursive: true, force: true });
});

describe('explore', () => {
  it('sets unit costs and another time beside each group, and says how they are worked out', async () => {
    const answer = await h.call('GET', `/explore?by=workload&${RANGE}&compare=previous&percentiles=true`);
    const report = exploreReport.parse(await answer.json());
    expect(report.rows).toMatchObject([
      {
        group: { workload: 'bot' },
        cost: '4.000000000000',
        units: { cost_per_call: '2.000000000000', cost_per_million_tokens: '2000.000000000000' },
        previous: { cost: '2.000000000000' },
        change: { cost: '2.000000000000', share: '1.0000' },
        percentiles: { calls: 2, cost: { p50: '1.000000000000', p95: '3.000000000000' } },
      },
      { group: { workload: 'etl' }, change: { share: null } },
    ]);
    expect(report.compared_with).toEqual({
      since: '2026-10-22T00:00:00.000Z',
      until: '2026-11-01T00:00:00.000Z',
    });
    expect(report.formulas['change.share']).toBe('change');
  });

  it('says when an answer was known, and when something has landed since', async () => {
    const ask = async () =>
      exploreReport.parse(await (await h.call('GET', `/explore?by=model&${RANGE}`)).json()).remembered;
    expect([await ask(), await ask()]).toEqual([false, true]);
  });

  it('pages with the cursor, and refuses one that is none', async () => {
    const path = `/explore?by=workload&${RANGE}&limit=1`;
    const first = exploreReport.parse(await (await h.call('GET', path)).json());
    const second = exploreReport.parse(
      await (await h.call('GET', `${path}&cursor=${first.next_cursor}`)).json(),
    );
    expect([first, second].map(({ rows }) => rows[0]?.group['workload'])).toEqual(['bot', 'etl']);
    expect(second.next_cursor).toBeNull();
    expect(second.total.cost).toBe(first.total.cost);
    const wrong = await h.call('GET', `${path}&cursor=x`);
    expect([wrong.status, await fieldOf(wrong)]).toEqual([400, 'cursor']);
  });

  it('asks for both ends of a range to compare with', async () => {
    const answer = await h.call('GET', `/explore?${RANGE}&compare_since=2026-10-01`);
    expect([answer.status, await fieldOf(answer)]).toEqual([400, 'compare_since']);
  });

  it('exports calls, charges and groups as files that say what they are', async () => {
    const csv = await h.call('GET', `/exports/charges?${RANGE}&format=csv`);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="weir-charges.csv"');
    expect(csv.headers.get('x-weir-rows')).toBe('3');
    expect((await csv.text()).trim().split('\n')).toHaveLength(4);
    const book = await h.call('GET', `/exports/costs?by=workload&${RANGE}&format=xlsx`);
    expect(
      Buffer.from(await book.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});

async function fieldOf(answer: Response): Promise<string | undefined> {
  return apiError.parse(await answer.json()).error.field;
}

describe('saved views', () => {
  it('are kept for everybody or for oneself, and changed by their owner only', async () => {
    const body = { id: 'by-team', page: 'explorer', query: 'by=team' };
    const made = savedView.parse(await (await h.call('POST', '/views', body)).json());
    expect(made).toMatchObject({ shared: true, query: 'by=team' });
    expect((await h.call('POST', '/views', body)).status).toBe(409);
    const cli = { authorization: `Bearer ${h.deps.cliToken}` };
    expect((await h.call('PATCH', '/views/by-team', { name: 'Mine' }, cli)).status).toBe(409);
    await h.call('PATCH', '/views/by-team', { shared: false });
    expect((await h.call('GET', '/views/by-team', undefined, cli)).status).toBe(404);
    expect((await h.call('DELETE', '/views/by-team', undefined, cli)).status).toBe(404);
    expect((await h.call('DELETE', '/views/by-team')).status).toBe(204);
  });
});
