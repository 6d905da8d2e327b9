import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertRule, CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import { silentLogger } from '../../platform/log.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { firesOn } from '../observation.ts';
import { LedgerSignals, lastHour } from './ledger.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;
const DOLLAR = 10n ** 12n;
const directory = mkdtempSync(join(tmpdir(), 'weir-alerts-'));

let ledger: LedgerStore;
beforeAll(async () => {
  ledger = await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger });
  await ledger.migrate();
  await ledger.append({ token: 'all', calls: traffic() });
});
afterAll(async () => {
  await ledger.close();
  rmSync(directory, { recursive: true, force: true });
});

/**
 * Now: `wild` makes 40 calls of a dollar in five minutes, 10 of which fail, and 10 more are refused by a rate limit; a
 * quarter of its cost has no owner. `calm` makes 30 cheap ones. A week ago `wild` spent 24 dollars in a day.
 */
function traffic(): CallFact[] {
  let id = 0;
  const call = (workload: string, agoMs: number, cost: string, more: Partial<CallFact> = {}) => {
    const at = new Date(NOW - agoMs).toISOString();
    id += 1;
    return callOf({
      call_id: `call-${id}`,
      started_at: at,
      ended_at: at,
      tags: { workload, team: 'care', owner: 'ops@example.com' },
      charges: cost === '0' ? [] : [chargeOf({ effective_cost: `${cost}.000000000000` })],
      ...more,
    });
  };
  const many = (count: number, make: (i: number) => CallFact) =>
    Array.from({ length: count }, (_, i) => make(i));
  return [
    ...many(40, (i) =>
      call('wild', MINUTE, '1', {
        status: i < 10 ? 'upstream_error' : 'ok',
        attribution: i % 4 === 0 ? 'quarantined' : 'complete',
      }),
    ),
    ...many(10, () => call('wild', MINUTE, '0', { status: 'refused', error_code: 'rate_limited' })),
    ...many(30, () => call('calm', MINUTE, '0')),
    ...many(24, () => call('wild', 3 * 24 * 60 * MINUTE, '1')),
  ];
}

const budget = (
  id: string,
  more: Partial<AdmissionState['budgets'][number]>,
): AdmissionState['budgets'][number] => ({
  id,
  name: id,
  scope: {},
  amountPico: String(100n * DOLLAR),
  currency: 'USD',
  period: 'month',
  mode: 'hard',
  yellowPercent: 80,
  redPercent: 95,
  onAuthorityLoss: 'held_lease',
  approvers: [],
  rollOver: 'none',
  lifts: [],
  ...more,
});
const state = {
  organization: { id: 'default', timeZone: 'UTC', currency: 'USD' },
  workloads: { wild: { tags: { owner: 'ops@example.com', team: 'care' } } },
  budgets: [budget('month', {}), budget('day', { period: 'day', scope: { workload: 'wild' } })],
} as unknown as AdmissionState;
const held = { reserved: 0n, leased: 0n, overshoot: 0n, certain: true, level: 'green' as const };
const statuses: AccountStatus[] = [
  {
    ...held,
    budget: 'month',
    period: { start: Date.parse('2026-11-01T00:00:00Z'), end: Date.parse('2026-12-01T00:00:00Z') },
    limit: 100n * DOLLAR,
    settled: 64n * DOLLAR,
  },
  {
    ...held,
    budget: 'day',
    period: { start: Date.parse('2026-11-22T00:00:00Z'), end: NOW + 5 * MINUTE },
    limit: 100n * DOLLAR,
    settled: 40n * DOLLAR,
  },
];

const rule = (kind: AlertRule['kind'], more: Partial<AlertRule> = {}): AlertRule => ({
  id: kind,
  name: kind,
  kind,
  scope: {},
  severity: 'warning',
  channels: [],
  repeat_minutes: 0,
  escalate_to: [],
  enabled: true,
  created_at: '2026-11-22T10:00:00Z',
  updated_at: '2026-11-22T10:00:00Z',
  ...more,
});

async function firing(one: AlertRule) {
  const seen = await new LedgerSignals(ledger).observe({ rules: [one], state, statuses, now: NOW });
  return seen.filter((observation) => firesOn(one, observation));
}

describe('what the ledger gives reason to remark upon', () => {
  it('are workloads whose calls fail, and those that are refused by rate limits', async () => {
    const failed = await firing(rule('errors', { threshold: 15 }));
    expect(failed).toMatchObject([
      {
        subject: 'workload/wild',
        who: 'ops@example.com, workload wild',
        what: '20 % of 50 calls failed in the last 5 minutes.',
      },
    ]);
    expect(await firing(rule('errors', { threshold: 25 }))).toEqual([]);
    expect(await firing(rule('errors', { threshold: 15, scope: { team: 'growth' } }))).toEqual([]);
    expect(await firing(rule('rate_limited', { threshold: 20 }))).toMatchObject([{ value: 20 }]);
  });

  it('is spending far beyond what is usual', async () => {
    const [spike] = await firing(rule('spend_spike', { threshold: 3 }));
    expect(spike).toMatchObject({
      subject: 'workload/wild',
      value: 480,
      what: '480.00 USD per hour in the last 5 minutes, 480.0 times the usual 1.00 USD.',
    });
  });

  it('is spending that would exhaust a budget before its period ends, and not what just fits', async () => {
    const spikes = await firing(rule('spend_spike'));
    expect(spikes.map(({ subject }) => subject)).toEqual(['budget/month']);
    expect(spikes[0]?.what).toContain('40.00 USD were spent in the last 5 minutes');
  });

  it('is one workload that takes much of the month', async () => {
    const shares = await firing(rule('workload_share'));
    expect(shares).toMatchObject([{ subject: 'workload/wild', value: 64 }]);
    expect(await firing(rule('workload_share', { threshold: 64 }))).toEqual([]);
  });

  it('is cost without all tags, of exactly the scope of the rule', async () => {
    expect(await firing(rule('coverage', { threshold: 76 }))).toMatchObject([{ value: 75 }]);
    expect(await firing(rule('coverage', { threshold: 75 }))).toEqual([]);
    expect(await firing(rule('coverage', { threshold: 76, scope: { workload: 'calm' } }))).toEqual([]);
  });

  it('is told with what the last hour cost', async () => {
    expect(await lastHour(ledger, { workload: 'wild' }, NOW)).toBe(40n * DOLLAR);
    expect(await lastHour(ledger, { tier: 'frontier' }, NOW)).toBeUndefined();
  });
});
