import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { judge } from './verdict.ts';
import type { VerdictFacts } from './verdict-facts.ts';
import { costAtExpectedUse } from './viability.ts';

const of = (value: string | number) => Decimal.from(value);
const week = (cost: number, successes = 100) => ({ cost: of(cost), successes });

/** 400 successes for 200 USD, worth 2 each. */
const good: VerdictFacts = {
  currency: 'USD',
  outcome: 'ticket_resolved',
  successes: 400,
  cost: of('0.5'),
  costInterval: { low: of('0.45'), high: of('0.56') },
  value: of(2),
  valueClass: 'measurable',
  valueBy: { measured: of(800) },
  periods: [week(50), week(50), week(50), week(50)],
  quality: { metric: 'csat', target: 0.8, scores: [{ score: 0.9, samples: 40 }] },
  controls: {
    hardBudgets: ['support-bot'],
    gate: { state: 'passed', missing: [] },
    fallback: true,
  },
  expectedCost: of('0.6'),
  p95Cost: undefined,
};
const given = (more: Partial<VerdictFacts>) => judge({ ...good, ...more });
const rule = (verdict: ReturnType<typeof judge>, name: string) =>
  verdict.rules.find((one) => one.rule === name);

describe('verdict', () => {
  it('scale when every rule passes', () => {
    const verdict = given({});
    expect(verdict.verdict).toBe('scale');
    expect(verdict.because).toBe(
      'A successful ticket_resolved costs 0.5000 USD and is worth 2.00 USD; every rule passes.',
    );
    expect(verdict.rules.map(({ result }) => result)).toEqual(Array(5).fill('pass'));
  });

  it('not enough evidence below 30 successes, and without value, whatever else is known', () => {
    expect(given({ successes: 29 })).toMatchObject({
      verdict: 'not_enough_evidence',
      because: '29 successful ticket_resolved in the range; a verdict needs 30.',
    });
    expect(given({ value: undefined }).verdict).toBe('not_enough_evidence');
    expect(given({ value: undefined, cost: of(100) }).verdict).toBe('not_enough_evidence');
    expect(given({ successes: 30 }).verdict).toBe('scale');
  });

  it('stop when an outcome loses over 5 % of its cost and does not get cheaper', () => {
    const dear = { cost: of(4), value: of('3.79'), expectedCost: of(4) };
    expect(given(dear).verdict).toBe('stop');
    // 3.80 is 5 % below 4 and no more
    expect(given({ ...dear, value: of('3.80') }).verdict).toBe('improve');
    const falling = [week(60), week(60), week(50), week(50)];
    expect(given({ ...dear, periods: falling }).verdict).toBe('improve');
    // without a trend nobody knows
    expect(given({ ...dear, periods: [week(400)] }).verdict).toBe('improve');
  });

  it('improve names what fails first, before what is unknown', () => {
    const verdict = given({
      periods: [],
      quality: { metric: 'csat', target: 0.95, scores: good.quality?.scores ?? [] },
    });
    expect(verdict.verdict).toBe('improve');
    expect(verdict.because).toContain(
      'First to see to: csat is 0.9 over 40 answers, below the target of 0.95.',
    );
    expect(rule(verdict, 'cost_stable')?.result).toBe('unknown');
  });
});

describe('rules', () => {
  it('cost is stable up to 5 % more in the second half, the middle of an odd number left out', () => {
    const second = (cost: number) =>
      rule(given({ periods: [week(50), week(50), week(9_000), week(cost), week(cost)] }), 'cost_stable');
    expect(second(52.5)?.result).toBe('pass');
    expect(second(53)).toMatchObject({ result: 'fail' });
    expect(second(53)?.evidence).toContain('from 0.5000 USD to 0.5300 USD (+6.0 %)');
  });

  it('value must be measurable, and 80 % of it more than asserted', () => {
    const value = (more: Partial<VerdictFacts>) => rule(given(more), 'value_measurable')?.result;
    expect(value({ valueBy: { estimated: of(80), asserted: of(20) } })).toBe('pass');
    expect(value({ valueBy: { estimated: of(79), asserted: of(21) } })).toBe('fail');
    expect(value({ valueBy: { asserted: of(1) } })).toBe('fail');
    expect(value({ valueClass: 'strategic' })).toBe('fail');
  });

  it('quality is the mean by answers, and unknown below 30 of them or without a metric', () => {
    const quality = (scores: { score: number; samples: number }[]) =>
      rule(given({ quality: { metric: 'csat', target: 0.8, scores } }), 'quality_acceptable')?.result;
    // (0.9 x 30 + 0.5 x 10) / 40 = 0.8
    expect(
      quality([
        { score: 0.9, samples: 30 },
        { score: 0.5, samples: 10 },
      ]),
    ).toBe('pass');
    expect(
      quality([
        { score: 0.9, samples: 30 },
        { score: 0.5, samples: 11 },
      ]),
    ).toBe('fail');
    expect(quality([{ score: 0.9, samples: 29 }])).toBe('unknown');
    expect(rule(given({ quality: undefined }), 'quality_acceptable')?.result).toBe('unknown');
  });

  it('controls name what is missing', () => {
    const controls = {
      hardBudgets: [],
      gate: { state: 'open', missing: ['security_review'] },
      fallback: false,
    } as const;
    expect(rule(given({ controls }), 'controls_in_place')?.evidence).toBe(
      'Missing: a budget that stops calls; a fallback for its models; its gate (security_review).',
    );
    const ungated = { hardBudgets: ['all'], gate: undefined, fallback: true };
    expect(rule(given({ controls: ungated }), 'controls_in_place')?.result).toBe('pass');
  });

  it('is viable when value is above the dearer end and above the cost at the expected use', () => {
    const viable = (more: Partial<VerdictFacts>) => rule(given(more), 'viable_at_scale')?.result;
    expect(viable({ value: of('0.56') })).toBe('fail');
    expect(viable({ value: of('0.6') })).toBe('fail');
    expect(viable({ value: of('0.61') })).toBe('pass');
    expect(viable({ expectedCost: undefined })).toBe('unknown');
    expect(viable({ costInterval: undefined, p95Cost: of(3) })).toBe('fail');
  });
});

describe('cost at the expected use, worked by hand', () => {
  const now = {
    apiCost: of(60),
    loadedCost: of(150),
    calls: 3_000,
    tokens: 3_000_000,
    successes: 300,
    days: of(30),
  };
  it('more calls: other costs are taken to grow along; twice the tokens cost twice', () => {
    expect(costAtExpectedUse(now, { callsPerDay: of(1_000) })?.toString()).toBe('0.5');
    // (60 x 2,000 / 1,000 + 90) / 300
    expect(costAtExpectedUse(now, { callsPerDay: of(100), tokensPerCall: of(2_000) })?.toString()).toBe(
      '0.7',
    );
  });
  it('half the calls: other costs stay, so each success bears twice as much of them', () => {
    // (60 + 90 x 2) / 300
    expect(costAtExpectedUse(now, { callsPerDay: of(50) })?.toString()).toBe('0.8');
  });
  it('is unknown without calls or successes', () => {
    expect(costAtExpectedUse({ ...now, calls: 0 }, { callsPerDay: of(1) })).toBeUndefined();
    expect(costAtExpectedUse({ ...now, successes: 0 }, { callsPerDay: of(1) })).toBeUndefined();
  });
});
