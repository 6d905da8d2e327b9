import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedLedger, openLedger } from '../ledger/open.ts';
import { silentLogger } from '../platform/log.ts';
import type { Registry } from '../registry/registry.ts';
import { testClock, testRegistry } from '../registry/testing.ts';
import { type ClosedMonths, createClosedMonths } from './periods/index.ts';
import { testBooks } from './testing/books.ts';
import { callOn, lineOf } from './testing/statements.ts';

const MONTH = '2026-10';
const clock = testClock('2026-11-05T10:00:00.000Z');
const by = { actor: 'finance' };
const directory = mkdtempSync(join(tmpdir(), 'weir-books-'));
let registry: Registry;
let opened: OpenedLedger;
let closed: ClosedMonths;

beforeAll(async () => {
  closed = createClosedMonths();
  [registry, opened] = await Promise.all([
    testRegistry(clock),
    openLedger({ path: join(directory, 'ledger'), log: silentLogger, isClosed: (at) => closed.isClosed(at) }),
  ]);
  await registry.organization.change({ time_zone: 'Europe/Vienna' }, by);
});
afterAll(async () => {
  await registry.close();
  await opened.ledger.close();
  rmSync(directory, { recursive: true, force: true });
});

const days = Array.from({ length: 31 }, (_, i) => `${MONTH}-${String(i + 1).padStart(2, '0')}`);
const SONNET = { provider: 'anthropic', model: 'claude-sonnet-4-5', rate: '3' };

/** Of each day: gpt-4o input 2.50 and output 2.00, sonnet input 3.00; one demo and one sandbox call that nobody bills. */
function gatewayCalls(): CallFact[] {
  return [
    ...days.flatMap((day) => [
      callOn(day, 1_000_000, { tags: { workload: 'support-bot', team: 'care' } }),
      callOn(day, 200_000, { unit: 'output_tokens', rate: '10', tags: { workload: 'support-bot' } }),
      callOn(day, 1_000_000, { ...SONNET, tags: { workload: 'writer' } }),
    ]),
    callOn('2026-10-07', 5_000_000, { source: 'demo' }),
    callOn('2026-10-07', 5_000_000, { sandbox: true }),
  ];
}

/** OpenAI: usage by model and key, cost by project. 0.5M input tokens more on the 12th, 3.00 of o3 that Weir never saw on the 9th. */
function openaiLines(): StatementLine[] {
  const used = (day: string, unit: string, quantity: number, more: Partial<StatementLine> = {}) =>
    lineOf({ day, tells: 'usage', unit, quantity: String(quantity), cost: undefined, key: 'key_a', ...more });
  const cost = (day: string, amount: string, project = 'proj_app') =>
    lineOf({
      day,
      tells: 'cost',
      model: undefined,
      unit: undefined,
      quantity: undefined,
      cost: amount,
      project,
    });
  return [
    ...days.flatMap((day) => [
      used(day, 'input_tokens', day.endsWith('-12') ? 1_500_000 : 1_000_000),
      used(day, 'output_tokens', 200_000),
      cost(day, day.endsWith('-12') ? '5.75' : '4.5'),
    ]),
    used('2026-10-09', 'input_tokens', 1_500_000, { model: 'o3', project: 'proj_labs', requests: 12 }),
    cost('2026-10-09', '3', 'proj_labs'),
  ];
}

/** Anthropic: cost by workspace, model and token type, usage by key. 3.30 instead of 3.00 on the 20th; the 25th is told on the 26th. */
function anthropicLines(): StatementLine[] {
  const amount = (day: string) => {
    if (day.endsWith('-20')) return ['1000000', '3.30'];
    if (day.endsWith('-25')) return ['400000', '1.20'];
    if (day.endsWith('-26')) return ['1600000', '4.80'];
    return ['1000000', '3.00'];
  };
  return days.flatMap((day) => {
    const [quantity = '', cost = ''] = amount(day);
    const line = {
      day,
      source: 'anthropic',
      provider: 'anthropic',
      project: 'wrk_1',
      model: 'claude-sonnet-4-5-20250929',
    };
    return [
      lineOf({ ...line, tells: 'usage', quantity, cost: undefined, key: 'apikey_1' }),
      lineOf({ ...line, tells: 'cost', quantity: undefined, cost }),
    ];
  });
}

const ACCOUNTS = [
  { bills: 'openai', project: 'proj_app', provider: 'openai' },
  { bills: 'openai', project: 'proj_labs', workload: 'labs' },
  { bills: 'anthropic', project: 'wrk_1', provider: 'anthropic' },
];

describe('the close of a month', () => {
  it('reconciles, books what was approved though booking dies, closes, and lets in corrections only', async () => {
    const { ledger, gate } = opened;
    await ledger.append({ token: 'month', calls: gatewayCalls() });
    await ledger.statements.append([...openaiLines(), ...anthropicLines()]);
    let dying = 0;
    const store = {
      existing: (ids: readonly string[]) => ledger.existing(ids),
      async append(batch: Parameters<typeof ledger.append>[0]) {
        await ledger.append(batch);
        dying -= 1;
        if (dying === 0) throw new Error('killed after it landed');
      },
      chargeSums: (query: Parameters<typeof ledger.chargeSums>[0]) => ledger.chargeSums(query),
      charges: (query: Parameters<typeof ledger.charges>[0]) => ledger.charges(query),
      detailSince: () => ledger.detailSince(),
    };
    const open = () =>
      testBooks({
        registry,
        clock,
        ledger: store,
        statements: ledger.statements,
        closed,
        gate,
        accounts: ACCOUNTS,
      });
    const { reconciliation, proposals, periods } = open();

    const run = await reconciliation.run(MONTH, undefined, 'reconciliation');
    const [anthropic, openai] = run.providers;
    // by hand: 31 x 4.50 against 31 x 4.50 + 1.25 + 3.00; 31 x 3.00 against 31 x 3.00 + 0.30
    expect(openai).toMatchObject({
      ledger: '139.500000000000',
      invoice: '143.750000000000',
      gap: '-4.250000000000',
      gap_share: '-0.029565',
      explained_share: '1.0000',
    });
    expect(openai?.differences).toMatchObject({
      quantity_difference: { amount: '-1.250000000000' },
      missing_in_ledger: { cells: 1, amount: '-3.000000000000' },
    });
    expect(anthropic).toMatchObject({ gap: '-0.300000000000', explained_share: '1.0000' });
    expect(anthropic?.differences).toMatchObject({
      price_difference: { cells: 1, amount: '-0.300000000000' },
      timing: { cells: 2, amount: '0.000000000000' },
    });
    expect(run.proposed.map(({ amount }) => amount).sort()).toEqual([
      '0.300000000000',
      '1.250000000000',
      '3.000000000000',
    ]);
    expect((await periods.show(MONTH)).open_points).toEqual([
      expect.stringContaining('3 proposals'),
      expect.stringContaining('openai differ from its bill'),
    ]);

    const [first, ...others] = run.proposed;
    dying = 1;
    await expect(proposals.approve(first?.id ?? '', by)).rejects.toMatchObject({
      code: 'ledger_unavailable',
    });
    expect((await proposals.show(first?.id ?? '')).state).toBe('booking');
    await expect(periods.close(MONTH, { force: true, reason: 'x' }, by)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await open().proposals.resume()).toEqual({ booked: 1, failed: 0 });
    for (const { id } of others) await proposals.approve(id, by);

    const after = await reconciliation.run(MONTH, undefined, 'reconciliation');
    expect(after.proposed).toEqual([]);
    expect(after.providers.map(({ gap, explained_share: share }) => [gap, share])).toEqual([
      ['0.000000000000', '1.0000'],
      ['0.000000000000', '1.0000'],
    ]);
    const entries = await ledger.chargeSums({
      since: new Date('2026-10-01T00:00:00Z'),
      until: new Date('2026-11-01T00:00:00Z'),
      timeZone: 'UTC',
      by: ['model', 'workload', 'project'],
      filter: { source: ['books'] },
    });
    expect(
      entries
        .map(({ group, cost, requests }) => [group.model, group.workload, group.project, cost, requests])
        .sort(),
    ).toEqual([
      ['claude-sonnet-4-5', 'writer', 'wrk_1', '0.300000000000', 0],
      ['gpt-4o', 'support-bot', 'proj_app', '1.250000000000', 0],
      ['o3', 'labs', 'proj_labs', '3.000000000000', 12],
    ]);

    const reviewed = await periods.review(MONTH, { by: 'Ada' }, by);
    expect(reviewed).toMatchObject({ state: 'reviewed', open_points: [] });
    // demo calls are no part of a bill, but of what the ledger holds: 5M at 2.50
    const total = Decimal.from('143.75').add(Decimal.from('93.3')).add(Decimal.from('12.5')).toFixed(12);
    expect(await periods.close(MONTH, { by: 'Ben' }, by)).toMatchObject({
      state: 'closed',
      cost: total,
      closed_cost: total,
      corrections: '0.000000000000',
    });
    const kept = await registry.periods.show(MONTH);
    expect(kept?.figures).toMatchObject({
      since: '2026-09-30T22:00:00.000Z',
      until: '2026-10-31T23:00:00.000Z',
      'cost.anthropic': '93.300000000000',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });

    await ledger.append({ token: 'late', calls: [callOn('2026-10-30', 400_000)] });
    const late = await periods.show(MONTH);
    expect(late).toMatchObject({ closed_cost: total, corrections: '1.000000000000' });
    expect(late.cost).toBe(Decimal.from(total).add(Decimal.from(1)).toFixed(12));
    const asClosed = await ledger.chargeSums({
      since: new Date(kept?.figures?.['since'] ?? ''),
      until: new Date(kept?.figures?.['until'] ?? ''),
      timeZone: 'Europe/Vienna',
      by: ['day', 'class'],
    });
    const sumOf = (kind: string) =>
      asClosed
        .filter(({ group }) => (group.class ?? '') === kind)
        .reduce((sum, { cost }) => sum.add(Decimal.from(cost)), Decimal.ZERO)
        .toFixed(12);
    expect([sumOf(''), sumOf('correction')]).toEqual([total, '1.000000000000']);
    expect(await periods.verify()).toEqual({ checked: 1, mismatched: [] });

    // the late call is more than the bill has: taken out again, as a correction
    const again = await reconciliation.run(MONTH, 'openai', 'reconciliation');
    expect(again.proposed).toMatchObject([{ amount: '-1.000000000000' }]);
    await proposals.approve(again.proposed[0]?.id ?? '', by);
    expect(await periods.show(MONTH)).toMatchObject({
      cost: total,
      corrections: '0.000000000000',
      closed_cost: total,
    });
    expect(await periods.verify()).toEqual({ checked: 1, mismatched: [] });
  }, 60_000);
});
