import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { poolLoop, shareCosts } from './allocation.ts';
import type { AllocationBasisName, AllocationStepTerms, Receiver, SharedCost } from './allocation-types.ts';

const of = (text: string | number) => Decimal.from(text);
const receiver = (id: string, team: string, basis: Record<string, string | number> = {}): Receiver => ({
  id,
  levels: { team, cost_center: `cc-${team}`, application: 'app', environment: 'production' },
  basis: Object.fromEntries(Object.entries(basis).map(([name, value]) => [name, of(value)])),
});
const WORKLOADS = [
  receiver('bot', 'claims', { tokens: 3412, cost: 1 }),
  receiver('ocr', 'claims', { tokens: 6818, cost: 3 }),
  receiver('chat', 'sales', { tokens: 10_230, cost: 0 }),
  receiver('idle', 'hr'),
];
const split = (
  among: 'team' | 'workload' | 'cost_center',
  by: AllocationBasisName,
  shares?: Record<string, string>,
): AllocationStepTerms => ({ kind: 'split', among, by, shares });
const pools = (shares: Record<string, string>): AllocationStepTerms => ({ kind: 'pools', shares });
const cost = (
  id: string,
  amount: string,
  steps: AllocationStepTerms[],
  onZeroBasis: 'even' | 'unallocated' = 'even',
): SharedCost => ({ id, amount: of(amount), terms: { steps, onZeroBasis } });
const shared = (costs: SharedCost[], receivers = WORKLOADS, places = 2) => {
  const { parts, problems } = shareCosts(costs, receivers, places);
  return {
    parts: parts.map((part) => `${part.cost} ${part.workload} ${part.amount.toFixed(places)}`),
    problems: problems.map(({ message }) => message),
  };
};

describe('sharing out a cost', () => {
  it('goes step by step, each part within itself, to the last cent', () => {
    // teams even: 40 each; claims by tokens: 40 x 3,412 / 10,230 = 13.341...; hr has no tokens: alike
    expect(shared([cost('gpu', '120', [split('team', 'even'), split('workload', 'tokens')])])).toEqual({
      parts: ['gpu bot 13.34', 'gpu chat 40.00', 'gpu idle 40.00', 'gpu ocr 26.66'],
      problems: [],
    });
  });

  it('tells every division', () => {
    const { parts } = shareCosts(
      [cost('gpu', '120', [split('team', 'even'), split('workload', 'tokens')])],
      WORKLOADS,
      2,
    );
    expect(
      parts[0]?.ways[0]?.map(({ to, by, basis, of: all, whole, part }) =>
        [to, by, basis, all, whole, part].map(String).join(' '),
      ),
    ).toEqual(['claims even 1 3 120 40', 'bot tokens 3412 10230 40 13.34']);
  });

  it('leaves with nobody what no basis tells, where the rule says so', () => {
    const steps = [split('team', 'fixed', { claims: '1', hr: '1', ghosts: '5' }), split('workload', 'cost')];
    expect(shared([cost('seats', '10', steps, 'unallocated')])).toEqual({
      parts: ['seats  5.00', 'seats bot 1.25', 'seats ocr 3.75'],
      problems: [
        'No workload of team "hr" has any cost, so 5 is borne by nobody',
        'Shares name team "ghosts", of which no workload takes part: the others bear its share',
      ],
    });
    expect(shared([cost('seats', '10', [split('workload', 'cost')])], [])).toMatchObject({
      parts: ['seats  10.00'],
    });
  });

  it('takes a basis below zero for none, and says so', () => {
    const credited = [receiver('a', 't', { cost: '-3' }), receiver('b', 't', { cost: '1' })];
    expect(shared([cost('x', '9', [split('workload', 'cost')])], credited)).toEqual({
      parts: ['x b 9.00'],
      problems: ['workload "a" has -3 of cost: below zero, so it counts as none'],
    });
  });

  it('sends parts into other costs, whose rules they follow', () => {
    const costs = [
      cost('platform', '100', [pools({ people: '3', self: '1' }), split('workload', 'tokens')]),
      cost('people', '0', [split('workload', 'fixed', { chat: '1' })]),
    ];
    // 75 to people, all for chat; 25 by tokens: chat has half of 20,460
    expect(shared(costs).parts).toEqual(['platform bot 4.17', 'platform chat 87.50', 'platform ocr 8.33']);
    expect(shared([cost('a', '1', [pools({ gone: '1' })])])).toEqual({
      parts: ['a  1.00'],
      problems: ['There is no cost item "gone" in this period, so 1 is borne by nobody'],
    });
    expect(shared([cost('a', '1', [pools({ b: '0' })]), cost('b', '0', [])]).parts).toEqual(['a  1.00']);
  });

  it('refuses costs that go round, naming the loop', () => {
    const costs = [
      cost('a', '1', [pools({ b: '1' })]),
      cost('b', '1', [pools({ c: '1', self: '1' }), split('workload', 'even')]),
      cost('c', '1', [pools({ b: '1' })]),
    ];
    expect(() => shared(costs)).toThrow('Costs go round in a loop: b -> c -> b');
    expect(poolLoop(costs.slice(0, 2))).toBeUndefined();
    const diamonds = Array.from({ length: 30 }, (_, i) => [
      cost(`d${i}`, '1', [pools({ [`l${i}`]: '1', [`r${i}`]: '1' })]),
      cost(`l${i}`, '0', [pools({ [`d${i + 1}`]: '1' })]),
      cost(`r${i}`, '0', [pools({ [`d${i + 1}`]: '1' })]),
    ]).flat();
    // nobody could follow these, and they must not keep other costs from being shared out
    const { parts, problems } = shared(
      [...diamonds, cost('other', '3', [split('workload', 'even')])],
      WORKLOADS,
      12,
    );
    expect(problems).toContain('More than 1000 ways lead through pools from d0, so 1 is borne by nobody');
    expect(parts).toContain('d0  1.000000000000');
    expect(parts.filter((part) => part.startsWith('other'))).toHaveLength(WORKLOADS.length);
  });

  it('goes whole to the workload it is for', () => {
    expect(shared([{ id: 'audit', amount: of('7'), workload: 'bot' }]).parts).toEqual(['audit bot 7.00']);
    expect(shared([{ id: 'audit', amount: of('7'), workload: 'gone' }])).toEqual({
      parts: ['audit  7.00'],
      problems: ['Workload "gone" takes no part in this period'],
    });
  });

  it('sums to the cost exactly, in whatever order it is asked', () => {
    const bases = fc.constantFrom<AllocationBasisName>('cost', 'calls', 'tokens', 'users', 'fixed', 'even');
    const workloads = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 4 }),
        team: fc.constantFrom('a', 'b', ''),
        basis: fc.dictionary(
          fc.constantFrom('cost', 'calls', 'tokens'),
          fc.integer({ min: -5, max: 1_000_000 }),
        ),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    const rules = fc.record({
      first: bases,
      second: bases,
      amount: fc.bigInt(-(10n ** 17n), 10n ** 17n),
      zero: fc.constantFrom('even' as const, 'unallocated' as const),
      pooled: fc.boolean(),
    });
    fc.assert(
      fc.property(workloads, fc.array(rules, { maxLength: 4 }), fc.integer(), (given, terms, seed) => {
        const receivers = given.map(({ id, team, basis }) => receiver(id, team, basis));
        const costs = terms.map(({ first, second, amount, zero, pooled }, i): SharedCost => {
          const shares = { a: '1', b: '0.3', '': '2' };
          const steps = [split('team', first, shares), split('workload', second, shares)];
          const on = pooled ? [pools({ [`c${i + 1}`]: '1', self: '2.5' }), ...steps] : steps;
          return { id: `c${i}`, amount: Decimal.fromPico(amount), terms: { steps: on, onZeroBasis: zero } };
        });
        const { parts } = shareCosts(costs, receivers);
        for (const { id, amount } of costs) {
          const sum = parts
            .filter((part) => part.cost === id)
            .reduce((a, part) => a.add(part.amount), Decimal.ZERO);
          expect(sum.compare(amount)).toBe(0);
        }
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((one, i) => ({ one, at: Math.sin(seed + i) }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
        expect(shareCosts(shuffled(costs), shuffled(receivers)).parts).toEqual(parts);
      }),
    );
  });
});
