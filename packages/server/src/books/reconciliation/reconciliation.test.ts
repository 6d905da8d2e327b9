import type { CallFact, StatementLine } from '@weir/core/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLandingGate } from '../../ledger/landing-gate.ts';
import { FakeStatements } from '../../ledger/testing/fake-statements.ts';
import type { Registry } from '../../registry/registry.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { createClosedMonths } from '../periods/index.ts';
import { testBooks } from '../testing/books.ts';
import { FakeLedger } from '../testing/fake-ledger.ts';
import { callOn, lineOf } from '../testing/statements.ts';
import type { BilledAccount } from './accounts.ts';
import type { ReconciliationDeps } from './service.ts';

const clock = testClock('2026-11-05T10:00:00.000Z');
const by = { actor: 'finance' };
let registry: Registry;
let year = 1990;
/** Each test has a month of its own: proposals live as long as the registry. */
let month: string;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());
beforeEach(() => {
  year += 1;
  month = `${year}-10`;
});

const day = (number: number) => `${month}-${String(number).padStart(2, '0')}`;

async function books(
  calls: readonly CallFact[],
  lines: readonly StatementLine[],
  more: { accounts?: BilledAccount[]; deps?: Partial<ReconciliationDeps> } = {},
) {
  const ledger = new FakeLedger();
  const statements = new FakeStatements();
  await ledger.append({ token: 'calls', calls });
  await statements.append(lines);
  const made = testBooks({
    registry,
    clock,
    ledger,
    statements,
    closed: createClosedMonths(),
    gate: createLandingGate(),
    ...(more.accounts === undefined ? {} : { accounts: more.accounts }),
    ...(more.deps === undefined ? {} : { more: more.deps }),
  });
  return { ...made, ledger, statements };
}

const APP: BilledAccount[] = [
  { bills: 'openai', project: 'proj_app', provider: 'openai' },
  { bills: 'openai', project: 'proj_labs', workload: 'sandbox' },
];

describe('a provider that bills what the ledger has', () => {
  it('has no gap, dated names of a model being one with its own', async () => {
    const { reconciliation } = await books([callOn(day(5), 1_000_000)], [lineOf({ day: day(5) })]);
    const { providers, formulas } = await reconciliation.show(month);
    expect(providers).toEqual([
      {
        provider: 'openai',
        state: 'compared',
        ledger: '2.500000000000',
        invoice: '2.500000000000',
        gap: '0.000000000000',
        gap_share: '0.000000',
        explained_share: '1.0000',
        undecided: '0.000000000000',
        differences: { matched: { cells: 1, amount: '0.000000000000' } },
        covered_until: `${day(6)}T00:00:00.000Z`,
        warnings: [],
      },
    ]);
    expect(formulas).toEqual({ gap_share: 'reconciliation_gap', explained_share: 'explained_share' });
    expect((await reconciliation.run(month, undefined, 'finance')).proposed).toEqual([]);
  });

  it('is compared without demo and sandbox calls', async () => {
    const calls = [
      callOn(day(5), 1_000_000),
      callOn(day(5), 7, { source: 'demo' }),
      callOn(day(5), 9, { sandbox: true }),
    ];
    const { reconciliation } = await books(calls, [lineOf({ day: day(5) })]);
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({ gap: '0.000000000000' });
  });

  it('puts usage and cost of the same thing together, as OpenAI tells them: costs by project, usage by model', async () => {
    const calls = [
      callOn(day(5), 1_000_000),
      callOn(day(5), 200_000, { unit: 'output_tokens', rate: '10' }),
      callOn(day(5), 4_000_000, { model: 'gpt-4o-mini', rate: '0.15' }),
    ];
    const usage = (model: string, unit: string, quantity: string) =>
      lineOf({ day: day(5), tells: 'usage', model, unit, quantity, cost: undefined, key: 'key_1' });
    const cost = lineOf({
      day: day(5),
      tells: 'cost',
      model: undefined,
      unit: undefined,
      quantity: undefined,
      cost: '5.1',
    });
    const { reconciliation } = await books(calls, [
      usage('gpt-4o-2024-08-06', 'input_tokens', '1000000'),
      usage('gpt-4o-2024-08-06', 'output_tokens', '200000'),
      usage('gpt-4o-mini', 'input_tokens', '4000000'),
      cost,
    ]);
    // 2.50 + 2.00 + 0.60
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({
      invoice: '5.100000000000',
      gap: '0.000000000000',
    });
    const { data } = await reconciliation.cells({ month, provider: 'openai' });
    expect(data.map(({ model, unit, apportioned, class: kind }) => [model, unit, apportioned, kind])).toEqual(
      expect.arrayContaining([['gpt-4o-mini', 'input_tokens', true, 'matched']]),
    );
  });

  it('is summed up to what the bill tells where it tells no usage', async () => {
    const calls = [
      callOn(day(5), 1_000_000),
      callOn(day(6), 1_000_000, { model: 'gpt-4o-mini', rate: '0.15' }),
    ];
    const invoice = lineOf({
      since: `${month}-01T00:00:00Z`,
      until: `${year}-11-01T00:00:00Z`,
      tells: 'cost',
      model: undefined,
      unit: undefined,
      quantity: undefined,
      cost: '3.00',
    });
    const { reconciliation, proposals } = await books(calls, [invoice]);
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({
      gap: '-0.350000000000',
      explained_share: '0.0000',
      differences: { unexplained: { cells: 1, amount: '-0.350000000000' } },
    });
    const run = await reconciliation.run(month, undefined, 'finance');
    await proposals.approve(run.proposed[0]?.id ?? '', by);
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({ gap: '0.000000000000' });
  });
});

describe('a bill for tools', () => {
  it('is compared with every use of a tool, of whatever model', async () => {
    const searches = callOn(day(5), 2, { unit: 'web_searches', rate: '10000' });
    const tools = lineOf({
      day: day(5),
      tells: 'cost',
      category: 'tools',
      model: undefined,
      unit: undefined,
      quantity: undefined,
      cost: '0.03',
    });
    const { reconciliation } = await books(
      [searches, callOn(day(5), 1_000_000)],
      [lineOf({ day: day(5) }), tools],
    );
    const { data } = await reconciliation.cells({ month, provider: 'openai' });
    expect(data.map(({ unit, class: kind, amount }) => [unit, kind, amount])).toEqual([
      ['tools', 'unexplained', '-0.010000000000'],
      ['input_tokens', 'matched', '0.000000000000'],
    ]);
  });
});

describe('proposals', () => {
  const mixed = () =>
    books(
      [callOn(day(5), 1_000_000), callOn(day(6), 1_000_000), callOn(day(8), 400_000)],
      [
        lineOf({ day: day(5), quantity: '1200000', cost: '3' }),
        lineOf({ day: day(6), cost: '2.75' }),
        lineOf({
          day: day(9),
          project: 'proj_labs',
          model: 'o3',
          quantity: '50000',
          cost: '0.5',
          requests: 7,
        }),
      ],
      { accounts: APP },
    );

  it('close the gap exactly, each for one cause, and are not made twice', async () => {
    const { reconciliation, proposals, ledger } = await mixed();
    const run = await reconciliation.run(month, undefined, 'finance');
    expect(run.providers[0]).toMatchObject({
      ledger: '6.000000000000',
      invoice: '6.250000000000',
      gap: '-0.250000000000',
    });
    expect(run.proposed.map(({ kind, title, amount }) => [kind, title, amount]).sort()).toEqual([
      ['add', 'openai o3 in proj_labs: missing in ledger, 0.50 USD', '0.500000000000'],
      ['correct', 'openai gpt-4o in proj_app: missing at provider, -1.00 USD', '-1.000000000000'],
      ['correct', 'openai gpt-4o in proj_app: price difference, 0.25 USD', '0.250000000000'],
      ['correct', 'openai gpt-4o in proj_app: quantity difference, 0.50 USD', '0.500000000000'],
    ]);
    expect((await reconciliation.run(month, undefined, 'finance')).proposed).toEqual([]);
    for (const { id } of run.proposed) await proposals.approve(id, by);
    const after = await reconciliation.run(month, undefined, 'finance');
    expect(after.proposed).toEqual([]);
    expect(after.providers[0]).toMatchObject({ gap: '0.000000000000', explained_share: '1.0000' });
    const shadow = ledger.rows.find((row) => row.tags['project'] === 'proj_labs');
    expect(shadow).toMatchObject({ started_at: `${day(9)}T12:00:00.000Z`, model: 'o3', entry: { calls: 7 } });
    expect(shadow?.tags['workload']).toBe('sandbox');
    const corrected = ledger.rows.filter((row) => row.entry && row.model === 'gpt-4o');
    expect(corrected.every((row) => row.entry?.calls === 0)).toBe(true);
  });

  it('are withdrawn when a bill is restated, and made anew; after approval only the rest is', async () => {
    const first = lineOf({ day: day(5), quantity: '1000000', cost: '3' });
    const { reconciliation, proposals, statements } = await books([callOn(day(5), 1_000_000)], [first]);
    await reconciliation.run(month, undefined, 'finance');
    await statements.append([{ ...first, version: '2026-11-03T00:00:00Z', cost: '2.9' }]);
    const second = await reconciliation.run(month, undefined, 'finance');
    expect(second).toMatchObject({ withdrawn: 1, proposed: [{ amount: '0.400000000000' }] });
    await proposals.approve(second.proposed[0]?.id ?? '', by);
    await statements.append([{ ...first, version: '2026-11-04T00:00:00Z', cost: '2.95' }]);
    const third = await reconciliation.run(month, undefined, 'finance');
    expect(third).toMatchObject({ withdrawn: 0, proposed: [{ amount: '0.050000000000' }] });
  });

  it('are made again when the same difference is due again after it was booked', async () => {
    const first = lineOf({ day: day(5), quantity: '1200000', cost: '3' });
    const { reconciliation, proposals, statements } = await books([callOn(day(5), 1_000_000)], [first]);
    for (const [version, cost] of [
      ['2026-11-03T00:00:00Z', '3'],
      ['2026-11-04T00:00:00Z', '3.5'],
      ['2026-11-05T00:00:00Z', '3'],
      ['2026-11-06T00:00:00Z', '3.5'],
    ] as const) {
      const quantity = cost === '3' ? '1200000' : '1400000';
      await statements.append([{ ...first, version, cost, quantity }]);
      const { proposed } = await reconciliation.run(month, undefined, 'finance');
      expect(proposed).toHaveLength(1);
      await proposals.approve(proposed[0]?.id ?? '', by);
      const after = await reconciliation.run(month, undefined, 'finance');
      expect(after.proposed).toEqual([]);
      expect(after.providers[0]).toMatchObject({ gap: '0.000000000000' });
    }
  });

  it('can be ignored for a reason: the difference is explained from then on', async () => {
    const { reconciliation } = await books([callOn(day(5), 1_000_000)], [lineOf({ day: day(5), cost: '3' })]);
    const { proposed } = await reconciliation.run(month, undefined, 'finance');
    const ignored = await reconciliation.ignore(proposed[0]?.id ?? '', 'settled by voucher', by);
    expect(ignored).toMatchObject({
      kind: 'ignore',
      state: 'booked',
      amount: '0.000000000000',
      reason: 'settled by voucher',
    });
    const again = await reconciliation.run(month, undefined, 'finance');
    expect(again.proposed).toEqual([]);
    expect(again.providers[0]).toMatchObject({
      gap: '-0.500000000000',
      undecided: '0.000000000000',
      differences: { ignored: { cells: 1, amount: '-0.500000000000' } },
    });
  });

  it('to ignore wait for a second person where the books are kept by four eyes', async () => {
    const { reconciliation, proposals } = await books(
      [callOn(day(5), 1_000_000)],
      [lineOf({ day: day(5), cost: '3' })],
      { deps: { fourEyes: true } },
    );
    const { proposed } = await reconciliation.run(month, undefined, 'finance');
    const waiting = await reconciliation.ignore(proposed[0]?.id ?? '', 'voucher', { actor: 'ada' });
    expect(waiting.state).toBe('open');
    await expect(proposals.approve(waiting.id, { actor: 'ada' })).rejects.toMatchObject({
      code: 'client_not_allowed',
    });
    expect((await proposals.approve(waiting.id, { actor: 'ben' })).state).toBe('booked');
  });

  it('correct whom it was booked to, in proportion and to the last digit', async () => {
    const calls = [
      callOn(day(5), 2_000_000, { tags: { workload: 'a' } }),
      callOn(day(5), 1_000_000, { tags: { workload: 'b' } }),
    ];
    const { reconciliation, proposals } = await books(calls, [
      lineOf({ day: day(5), quantity: '3000000', cost: '7.600000000001' }),
    ]);
    const { proposed } = await reconciliation.run(month, undefined, 'finance');
    const entries = [];
    for await (const piece of proposals.entries(proposed[0]?.id ?? '')) entries.push(...piece);
    expect(entries.map((entry) => entry.effective_cost)).toEqual(['0.066666666667', '0.033333333334']);
  });

  it('lie in the month of the organization, east and west of the day line', async () => {
    for (const zone of ['Pacific/Auckland', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      year += 1;
      month = `${year}-10`;
      const deps = { organization: () => ({ time_zone: zone, currency: 'USD' }) };
      await registry.organization.change({ time_zone: zone }, by);
      const { reconciliation } = await books([], [lineOf({ day: day(1) }), lineOf({ day: day(31) })], {
        deps,
      });
      expect((await reconciliation.run(month, undefined, 'finance')).proposed).toHaveLength(1);
    }
    await registry.organization.change({ time_zone: 'UTC' }, by);
  });
});

describe('scopes', () => {
  it('keep shadow traffic of the same model apart from what passed Weir', async () => {
    const { reconciliation } = await books(
      [callOn(day(5), 1_000_000)],
      [lineOf({ day: day(5) }), lineOf({ day: day(5), project: 'proj_labs', quantity: '10', cost: '0.1' })],
      { accounts: APP },
    );
    expect((await reconciliation.show(month)).providers[0]?.differences).toEqual({
      matched: { cells: 1, amount: '0.000000000000' },
      missing_in_ledger: { cells: 1, amount: '-0.100000000000' },
    });
  });

  it('are not told apart when a provider of Weir is of no known project', async () => {
    const { reconciliation } = await books(
      [callOn(day(5), 600_000), callOn(day(5), 400_000, { provider: 'openai-eu' })],
      [lineOf({ day: day(5) })],
      { accounts: APP },
    );
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({ gap: '0.000000000000' });
  });

  it('of what bypassed Weir follow the attribution of the source', async () => {
    const attribution = {
      tags: {},
      take: {},
      rules: [{ field: 'project', is: 'proj_x*', tags: { team: 'lab' } }],
    } as const;
    const { reconciliation, proposals } = await books([], [lineOf({ day: day(5), project: 'proj_x1' })], {
      deps: {
        sources: async () => [
          { id: 'openai', role: 'statement', attribution: { ...attribution, rules: [...attribution.rules] } },
        ],
      },
    });
    const { proposed } = await reconciliation.run(month, undefined, 'finance');
    for await (const [entry] of proposals.entries(proposed[0]?.id ?? '')) {
      expect(entry?.tags).toMatchObject({ team: 'lab', project: 'proj_x1' });
    }
  });
});

describe('bad input', () => {
  it('is told: totals that contradict their lines, repeated lines, two sources, currencies without a rate', async () => {
    const whole = {
      since: `${month}-01T00:00:00Z`,
      until: `${year}-11-01T00:00:00Z`,
      tells: 'cost' as const,
    };
    const total = lineOf({ ...whole, model: undefined, unit: undefined, quantity: undefined, cost: '9.99' });
    const { reconciliation } = await books(
      [callOn(day(5), 2_000_000)],
      [
        lineOf({ day: day(5) }),
        lineOf({ day: day(5) }),
        total,
        lineOf({ day: day(6), currency: 'JPY', cost: '100' }),
        lineOf({ day: day(5), source: 'focus' }),
      ],
    );
    const [openai] = (await reconciliation.show(month)).providers;
    expect(openai).toMatchObject({ gap: '0.000000000000' });
    expect(openai?.warnings).toEqual([
      'openai and focus both tell costs of openai: focus is left out.',
      'openai tells a total of 9.99 of openai, but its lines sum to 5: the lines count.',
      'openai tells 1 lines of openai that say the same as another: all count.',
      'openai tells 100 JPY of openai, but no exchange rate is known: left out.',
    ]);
  });

  it('in another currency is converted at the rate of its day', async () => {
    const { reconciliation } = await books(
      [callOn(day(5), 1_000_000)],
      [lineOf({ day: day(5), currency: 'EUR', cost: '2' })],
    );
    expect((await reconciliation.show(month)).providers[0]).toMatchObject({ invoice: '2.500000000000' });
  });

  it('is a month without any statement: named, and in the way of closing', async () => {
    const { reconciliation, periods } = await books([callOn(day(5), 1_000_000)], []);
    expect((await reconciliation.show(month)).providers).toEqual([
      expect.objectContaining({ provider: 'openai', state: 'no_statement', ledger: '2.500000000000' }),
    ]);
    expect((await periods.show(month)).open_points).toEqual([expect.stringContaining('No bill of openai')]);
  });

  it('needs no bill of what sources of charges told: they are the bill', async () => {
    const seats = callOn(day(5), 1_000_000, { source: 'source' });
    const { reconciliation, periods } = await books([seats], []);
    expect((await reconciliation.show(month)).providers[0]?.state).toBe('no_statement');
    expect((await periods.show(month)).open_points).toEqual([]);
    const mixed = await books([seats, callOn(day(6), 1_000_000)], []);
    expect((await mixed.periods.show(month)).open_points).toEqual([
      expect.stringContaining('No bill of openai'),
    ]);
  });

  it('is a bill that ends early: what it does not cover yet is timing, what it does is not billed', async () => {
    const attribution = { tags: {}, take: {}, rules: [] };
    clock.set(`${month}-30T10:00:00.000Z`);
    const calls = [callOn(day(20), 1_000_000), callOn(day(27), 1_000_000), callOn(day(29), 2_000_000)];
    const covered = (until?: string) =>
      books(calls, [lineOf({ day: day(20) })], {
        deps: {
          sources: async () => [
            {
              id: 'openai',
              role: 'statement',
              attribution,
              ...(until === undefined ? {} : { covered_until: until }),
            },
          ],
        },
      });
    const classes = async (until?: string) =>
      (await (await covered(until)).reconciliation.show(month)).providers[0]?.differences;
    expect(await classes()).toMatchObject({ timing: { amount: '7.500000000000' } });
    expect(await classes(`${day(28)}T00:00:00Z`)).toMatchObject({
      missing_at_provider: { amount: '2.500000000000' },
      timing: { amount: '5.000000000000' },
    });
    // two weeks later it is no more a matter of time
    clock.set(`${year}-11-20T10:00:00.000Z`);
    expect(await classes()).toMatchObject({ missing_at_provider: { amount: '7.500000000000' } });
    clock.set('2026-11-05T10:00:00.000Z');
  });

  it('are lines of a source whose lines are charges themselves: no bill', async () => {
    const attribution = { tags: {}, take: {}, rules: [] };
    const { reconciliation } = await books([callOn(day(5), 1_000_000)], [lineOf({ day: day(5) })], {
      deps: { sources: async () => [{ id: 'openai', role: 'charges', attribution }] },
    });
    expect((await reconciliation.show(month)).providers[0]?.state).toBe('no_statement');
  });
});

describe('a cell', () => {
  it('leads to its calls and its lines', async () => {
    const { reconciliation } = await books(
      [callOn(day(5), 600_000), callOn(day(5), 300_000), callOn(day(6), 5)],
      [lineOf({ day: day(5) }), lineOf({ day: day(5), model: 'o3', cost: '1' })],
    );
    const { data, total } = await reconciliation.cells({
      month,
      provider: 'openai',
      class: 'quantity_difference',
    });
    expect(total).toBe(1);
    expect(data[0]).toMatchObject({
      amount: '-0.250000000000',
      ledger_quantity: '900000',
      invoice_quantity: '1000000',
    });
    const cell = data[0] ?? expect.fail('there is a cell');
    const detail = await reconciliation.detail(month, 'openai', cell);
    expect(detail.charges.map(({ quantity }) => quantity)).toEqual(['600000', '300000']);
    expect(detail.lines.map(({ model }) => model)).toEqual(['gpt-4o-2024-08-06']);
    expect(detail.truncated).toBe(false);
  });
});
