import { describe, expect, it } from 'vitest';
import { agreed, apply, charge, decimal, on, utc } from './agreements.fixture.ts';
import { selfHostedRate } from './self-hosted.ts';

const TWO_HOURS = { from: on('2026-11-02T10:00:00Z'), until: on('2026-11-02T12:00:00Z') };

describe('provisioned throughput', () => {
  const provisioned = (capacity?: string, more = {}) =>
    agreed(
      'provisioned',
      {
        hourlyPrice: decimal('2'),
        units: 5,
        capacityPerHour: capacity === undefined ? undefined : decimal(capacity),
      },
      { ...TWO_HOURS, ...more },
    );

  it('is borne by the use of each hour; what nobody used is idle', () => {
    const { effective, contracted, due, total, states } = apply(
      [charge('2026-11-02T10:10:00Z', '300', '7'), charge('2026-11-02T10:50:00Z', '100', '7')],
      [provisioned('200')],
    );
    expect(effective).toEqual(['3', '1']);
    expect(contracted).toEqual(['7', '7']);
    expect(due).toEqual(['idle 16 2026-11-02T10:00:00.000Z']);
    expect(total.toString()).toBe('20');
    expect(states[0]?.used.toString()).toBe('400');
    expect(states[0]?.remaining?.toString()).toBe('1600');
  });

  it('whose capacity is not known is idle in hours without use only', () => {
    const { effective, due } = apply([charge('2026-11-02T11:59:59Z', '1', '7')], [provisioned()]);
    expect(effective).toEqual(['10']);
    expect(due).toEqual(['idle 10 2026-11-02T10:00:00.000Z']);
  });

  it('is never idle when more was used than it can do', () => {
    const use = [charge('2026-11-02T10:00:00Z', '9999', '7'), charge('2026-11-02T11:00:00Z', '9999', '7')];
    expect(apply(use, [provisioned('200')]).due).toEqual([]);
  });

  it('costs the part of an hour that it was there', () => {
    const { total } = apply([], [provisioned('200', { until: on('2026-11-02T11:15:00Z') })]);
    expect(total.toString()).toBe('12.5');
  });

  it('sums to the fee where thirds do not', () => {
    const uses = [10, 20, 30].map((minute) => charge(`2026-11-02T10:${minute}:00Z`, '1', '7'));
    const { effective, total } = apply(uses, [provisioned()]);
    expect(effective).toEqual(['3.333333333334', '3.333333333333', '3.333333333333']);
    expect(total.toString()).toBe('20');
  });

  it('is not priced again by use', () => {
    const discount = agreed('discount', { percent: decimal('50'), above: decimal('0'), period: 'month' });
    const { effective } = apply([charge('2026-11-02T10:10:00Z', '1', '7')], [discount, provisioned()]);
    expect(effective).toEqual(['10']);
  });
});

describe("a model on machines of one's own", () => {
  /** 8 GPUs at 2.50 an hour: 20 an hour for 5,000 x 3,600 = 18M output tokens at full load, 9M at half. */
  const terms = {
    gpuHourCost: decimal('2.5'),
    gpus: 8,
    throughput: new Map([
      ['output_tokens', decimal('5000')],
      ['input_tokens', decimal('50000')],
    ]),
    utilisationPercent: decimal('50'),
  };

  it('has a rate from what the machines cost and do', () => {
    expect(selfHostedRate(terms, 'output_tokens', 1_000_000)?.toFixed(6)).toBe('2.222222');
    expect(selfHostedRate(terms, 'input_tokens', 1_000_000)?.toFixed(6)).toBe('0.222222');
    expect(selfHostedRate(terms, 'web_searches', 1_000)).toBeUndefined();
  });

  it('costs that, and tells what its use did not bear', () => {
    const window = { start: on('2026-11-01'), end: on('2026-11-02') };
    const { effective, contracted, states } = apply(
      [
        charge('2026-11-01T09:00:00Z', '90000000', '1'),
        charge('2026-11-01T10:00:00Z', '2', '1', { unit: 'requests' }),
      ],
      [agreed('self_hosted', terms)],
      { spanOf: utc, window },
    );
    expect(effective).toEqual(['200', '1']);
    expect(contracted).toEqual(['200', '1']);
    expect([states[0]?.used, states[0]?.remaining].map(String)).toEqual(['201', '279']);
  });
});
