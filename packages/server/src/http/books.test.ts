import {
  apiError,
  page,
  period,
  periodList,
  proposal,
  proposalEntries,
  reconciliation,
  reconciliationCells,
  reconciliationDetail,
  reconciliationRun,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClosedMonths } from '../books/periods/index.ts';
import { testBooks } from '../books/testing/books.ts';
import { FakeLedger } from '../books/testing/fake-ledger.ts';
import { callOn, lineOf } from '../books/testing/statements.ts';
import { createLandingGate } from '../ledger/landing-gate.ts';
import { FakeStatements } from '../ledger/testing/fake-statements.ts';
import type { Registry } from '../registry/registry.ts';
import { testClock, testRegistry } from '../registry/testing.ts';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
let without: Harness;
let registry: Registry;
const ledger = new FakeLedger();
const statements = new FakeStatements();

beforeAll(async () => {
  const clock = testClock();
  registry = await testRegistry(clock);
  const closed = createClosedMonths();
  ledger.isClosed = (at) => closed.isClosed(at);
  const books = testBooks({ registry, clock, ledger, statements, closed, gate: createLandingGate() });
  h = await createHarness({ books });
  without = await createHarness();
  await registry.organization.change({ time_zone: 'UTC' }, { actor: 'test' });
  await ledger.append({ token: 't', calls: [callOn('2026-10-05', 1_000_000)] });
  await statements.append([lineOf({ cost: '3' }), lineOf({ day: '2026-10-06', model: 'o3', cost: '1' })]);
});
afterAll(() => Promise.all([h.close(), without.close(), registry.close()]));

const get = async (path: string) => (await h.call('GET', path)).json();
const post = (path: string, body: object = {}) => h.call('POST', path, body);
const errorOf = async (response: Response) => apiError.parse(await response.json()).error;

describe('the books over the API', () => {
  it('go from gap to proposals to a closed month', async () => {
    const shown = reconciliation.parse(await get('/reconciliation?month=2026-10'));
    expect(shown.providers[0]).toMatchObject({ gap: '-1.500000000000', gap_share: '-0.375000' });
    const cells = reconciliationCells.parse(
      await get('/reconciliation/cells?month=2026-10&provider=openai&class=price_difference'),
    );
    expect(cells.data[0]).toMatchObject({ day: '2026-10-05', model: 'gpt-4o', amount: '-0.500000000000' });
    const detail = reconciliationDetail.parse(
      await get(
        '/reconciliation/detail?month=2026-10&provider=openai&day=2026-10-05&model=gpt-4o&unit=input_tokens',
      ),
    );
    expect([detail.charges.length, detail.lines.length]).toEqual([1, 1]);
    expect(await errorOf(await post('/periods/2026-10/close'))).toMatchObject({
      code: 'conflict',
      field: 'force',
    });

    const run = reconciliationRun.parse(
      await (await post('/reconciliation', { month: '2026-10', by: 'ada' })).json(),
    );
    expect(run.proposed.map(({ kind, amount }) => [kind, amount]).sort()).toEqual([
      ['add', '1.000000000000'],
      ['correct', '0.500000000000'],
    ]);
    const listed = page(proposal).parse(await get('/proposals?state=open&month=2026-10'));
    expect(listed.data.map((one) => one.proposed_by)).toEqual(['ada', 'ada']);
    const [add] = listed.data.filter(({ kind }) => kind === 'add');
    const [correct] = listed.data.filter(({ kind }) => kind === 'correct');
    const entries = proposalEntries.parse(await get(`/proposals/${add?.id}/entries?limit=1`));
    expect(entries).toMatchObject({ total: 1, data: [{ model: 'o3', effective_cost: '1.000000000000' }] });
    const booked = proposal.parse(
      await (await post(`/proposals/${add?.id}/approve`, { note: 'ours' })).json(),
    );
    expect(booked).toMatchObject({ state: 'booked', decision_note: 'ours' });
    const ignored = proposal.parse(
      await (await post(`/proposals/${correct?.id}/ignore`, { reason: 'voucher' })).json(),
    );
    expect(ignored).toMatchObject({ kind: 'ignore', state: 'booked' });
    expect(await errorOf(await post(`/proposals/${correct?.id}/reject`))).toMatchObject({ code: 'conflict' });

    expect(
      period.parse(await (await post('/periods/2026-10/review', { by: 'ada' })).json()).open_points,
    ).toEqual([]);
    const closed = period.parse(await (await post('/periods/2026-10/close', { by: 'ben' })).json());
    expect(closed).toMatchObject({ state: 'closed', closed_cost: '3.500000000000', closed_by: 'ben' });
    const { data } = periodList.parse(await get('/periods?count=2'));
    expect(data.map(({ month, state }) => [month, state])).toEqual([
      ['2026-11', 'open'],
      ['2026-10', 'closed'],
    ]);
    expect(await (await post('/periods/verify')).json()).toEqual({ checked: 1, mismatched: [] });
  });

  it.each([
    ['GET', '/reconciliation?month=2026-13', undefined],
    ['POST', '/reconciliation', { month: 'October' }],
    ['GET', '/proposals?state=maybe', undefined],
    ['POST', '/periods/2026-09/close', { force: 'yes' }],
  ])('name what is wrong: %s %s', async (method, path, body) => {
    const response = await h.call(method, path, body);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).field).toBeTruthy();
  });

  it('answer 404 for a proposal there is not, and say so where no books are kept', async () => {
    expect((await h.call('GET', '/proposals/none')).status).toBe(404);
    expect((await without.call('GET', '/periods')).status).toBe(503);
  });
});
