import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExclusive } from '../../ledger/exclusive.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { silentLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/registry.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { draftOf, entryOf } from '../testing/entries.ts';
import { FakeLedger } from '../testing/fake-ledger.ts';
import type { Proposals } from './port.ts';
import { createProposals } from './service.ts';

const clock = testClock();
const by = { actor: 'finance' };
let registry: Registry;
let ledger: FakeLedger;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());
beforeEach(() => {
  ledger = new FakeLedger();
});

function service(options: { fourEyes?: boolean; over?: FakeLedger } = {}): Proposals {
  return createProposals({
    records: registry.proposals,
    ledger: options.over ?? ledger,
    exclusive: createExclusive(),
    books: createExclusive(),
    id: createUuidV7(clock),
    timeZone: () => 'UTC',
    fourEyes: options.fourEyes ?? false,
    log: silentLogger,
  });
}

const must = <T>(value: T | undefined): T => value ?? expect.fail('nothing was proposed');
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string }) => error,
  );
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => entryOf({ quantity: String(i), effective_cost: '0.001' }));

describe('a proposal', () => {
  it('books nothing before somebody says yes, then each entry with its proposal, kind and attribution', async () => {
    const proposals = service();
    const made = must(await proposals.propose(draftOf({ title: 'plain' })));
    expect(made).toMatchObject({ state: 'open', amount: '0.002500000000', entries: 1 });
    expect(ledger.rows).toEqual([]);
    const booked = await proposals.approve(made.id, { ...by, note: 'as billed' });
    expect(booked).toMatchObject({ state: 'booked', decided_by: 'finance', decision_note: 'as billed' });
    expect(ledger.rows).toHaveLength(1);
    expect(ledger.rows[0]).toMatchObject({
      source: 'books',
      started_at: '2026-10-05T12:00:00.000Z',
      cost: '0.002500000000',
      attribution: 'quarantined',
      entry: { kind: 'reconciliation', calls: 2, proposal: made.id, reason: made.reason },
      charges: [{ contracted_unit_price: '2.5', per: 1_000_000, quantity: '1000' }],
    });
    const audit = await registry.audit.list({ subject: `proposal/${made.id}` });
    expect(audit.data.map((entry) => `${entry.actor} ${entry.action}`).sort()).toEqual([
      'finance proposal.approve',
      'reconciliation proposal.create',
      'system proposal.book',
    ]);
  });

  it('is complete when its entries have every tag that attribution needs', async () => {
    const tags = {
      application: 'helpdesk',
      owner: 'ada',
      environment: 'production',
      cost_center: 'cc-1',
      use_case: 'answers',
      business_process: 'support',
      request_type: 'chat',
    };
    const proposals = service();
    const made = must(await proposals.propose(draftOf({ title: 'tagged', entries: [entryOf({ tags })] })));
    await proposals.approve(made.id, by);
    expect(ledger.rows[0]?.attribution).toBe('complete');
  });

  it('is made once per difference, and again after a rejection only when asked', async () => {
    const proposals = service();
    const draft = draftOf({ title: 'once' });
    const made = must(await proposals.propose(draft));
    expect(await proposals.propose(draft)).toBeUndefined();
    await proposals.reject(made.id, by);
    expect(await proposals.propose(draft)).toBeUndefined();
    const again = must(await proposals.propose({ ...draft, again: true }));
    await proposals.approve(again.id, by);
    expect(await proposals.propose({ ...draft, again: true })).toBeUndefined();
  });

  it('is made once by two that see the difference at the same moment', async () => {
    const draft = draftOf({ title: 'race' });
    const made = await Promise.all([service().propose(draft), service().propose(draft)]);
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('cannot be decided twice', async () => {
    const proposals = service();
    const made = must(await proposals.propose(draftOf({ title: 'twice' })));
    await proposals.reject(made.id, by);
    expect(await failure(proposals.approve(made.id, by))).toMatchObject({ code: 'conflict' });
    expect(await failure(proposals.reject(made.id, by))).toMatchObject({ code: 'conflict' });
    expect(ledger.rows).toEqual([]);
  });

  it('needs a second person where the books are kept by four eyes', async () => {
    const proposals = service({ fourEyes: true });
    const made = must(await proposals.propose(draftOf({ title: 'eyes', proposedBy: 'Ada' })));
    expect(await failure(proposals.approve(made.id, { actor: 'admin', by: ' ada ' }))).toMatchObject({
      code: 'client_not_allowed',
      field: 'by',
    });
    expect(await proposals.approve(made.id, { actor: 'admin', by: 'Ben' })).toMatchObject({
      state: 'booked',
    });
  });

  it.each([
    ['an instant of another month', { at: '2026-11-01T00:00:00.000Z' }],
    ['another currency', { currency: 'EUR' }],
    ['more decimals than the ledger keeps', { effective_cost: '0.0000000000001' }],
    ['an amount that is none', { contracted_cost: 'much' }],
  ])('with %s is refused whole', async (_, wrong) => {
    const draft = draftOf({ title: 'wrong', entries: [...many(1_500), entryOf(wrong)] });
    expect(await failure(service().propose(draft))).toMatchObject({ code: 'invalid_argument' });
  });

  it('that ignores a difference books nothing and keeps what was accepted', async () => {
    const proposals = service();
    const made = must(await proposals.propose(draftOf({ title: 'ignored', kind: 'ignore' })));
    expect(made.amount).toBe('0.000000000000');
    expect((await proposals.approve(made.id, by)).state).toBe('booked');
    expect(ledger.rows).toEqual([]);
    const kept = [];
    for await (const some of proposals.entries(made.id)) kept.push(...some);
    expect(kept).toEqual([entryOf()]);
  });
});

describe('booking', () => {
  const total = (rows: FakeLedger['rows']) => new Set(rows.map((row) => row.call_id)).size;

  it.each([
    ['before the first piece', ['before'] as const],
    ['after a piece landed that nobody heard of', ['none', 'after'] as const],
    ['before a later piece', ['none', 'none', 'before'] as const],
  ])('that dies %s is gone on with, and lands each entry once', async (title, failures) => {
    const made = must(await service().propose(draftOf({ title, entries: many(2_500) })));
    ledger.failures = [...failures];
    expect(await failure(service().approve(made.id, by))).toMatchObject({ code: 'ledger_unavailable' });
    expect((await registry.proposals.show(made.id)).state).toBe('booking');
    // another process on the same registry and ledger
    expect(await service().resume()).toEqual({ booked: 1, failed: 0 });
    expect((await registry.proposals.show(made.id)).state).toBe('booked');
    expect(ledger.rows).toHaveLength(2_500);
    expect(total(ledger.rows)).toBe(2_500);
    expect(await service().resume()).toEqual({ booked: 0, failed: 0 });
    expect(ledger.rows).toHaveLength(2_500);
  });

  it('approved again after a fault goes on where it stopped', async () => {
    const proposals = service();
    const made = must(await proposals.propose(draftOf({ title: 'again', entries: many(1_001) })));
    ledger.failures = ['none', 'after'];
    await failure(proposals.approve(made.id, by));
    expect((await proposals.approve(made.id, by)).state).toBe('booked');
    expect((await proposals.approve(made.id, by)).state).toBe('booked');
    expect(ledger.rows).toHaveLength(1_001);
  });

  it('sweeps what a dead process had not finished proposing', async () => {
    await registry.proposals.putPiece('never-created', 0, [entryOf()]);
    await service().resume();
    const left = [];
    for await (const piece of registry.proposals.pieces('never-created')) left.push(piece);
    expect(left).toEqual([]);
  });
});
