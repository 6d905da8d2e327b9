import type { AlertKind, AlertRule, BudgetLevel } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import type { AlertRecord } from '../registry/index.ts';
import { AlertEngine, type Decision } from './engine.ts';
import type { Observation } from './observation.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;
const KINDS = new Set<AlertKind>(['budget', 'errors']);

const rule = (more: Partial<AlertRule> = {}): AlertRule => ({
  id: 'red',
  name: 'Budget red',
  kind: 'budget',
  scope: {},
  level: 'red',
  severity: 'warning',
  channels: ['ops'],
  repeat_minutes: 60,
  escalate_to: [],
  enabled: true,
  created_at: '2026-11-22T10:00:00Z',
  updated_at: '2026-11-22T10:00:00Z',
  ...more,
});

const at = (level: BudgetLevel, more: Partial<Observation> = {}): Observation => ({
  kind: 'budget',
  subject: 'budget/support',
  dimensions: { workload: 'support-bot', team: 'care' },
  level,
  title: `Budget support is ${level}`,
  who: 'ops@example.com',
  what: `It is ${level}.`,
  link: '/budgets/support',
  ...more,
});

/** The engine with the store's part played: changes are applied, the clock is moved by hand. */
function bench(rules: AlertRule[] = [rule()]) {
  let id = 0;
  const parts = { newId: () => `alert-${++id}`, currency: () => 'USD' };
  const state = { engine: new AlertEngine(parts), now: START, rules, alerts: new Map<string, AlertRecord>() };
  const told: string[] = [];
  return {
    ...state,
    told,
    records: state.alerts,
    only: () => [...state.alerts.values()].at(-1) as AlertRecord,
    restart() {
      state.engine = new AlertEngine(parts);
      state.engine.recall([...state.alerts.values()]);
    },
    edit(more: Partial<AlertRecord>) {
      const last = [...state.alerts.values()].at(-1) as AlertRecord;
      state.alerts.set(last.id, { ...last, ...more });
    },
    rulesAre(next: AlertRule[]) {
      state.rules = next;
    },
    /** What was told at this moment. */
    tick(seen: Observation[], afterMs = 500, kinds: ReadonlySet<AlertKind> = KINDS): string[] {
      state.now += afterMs;
      const open = [...state.alerts.values()].filter((alert) => alert.state !== 'resolved');
      const decisions: Decision[] = state.engine.evaluate({
        now: state.now,
        rules: state.rules,
        open,
        seen,
        kinds,
      });
      for (const { record } of decisions) state.alerts.set(record.id, record);
      const events = decisions.flatMap(({ event, record }) => (event ? [`${event} ${record.rule}`] : []));
      told.push(...events);
      return events;
    },
  };
}

describe('an alert', () => {
  it('opens once per rule and subject, however often the condition is seen', () => {
    const b = bench();
    expect(b.tick([at('red')])).toEqual(['opened red']);
    for (let i = 0; i < 100; i += 1) expect(b.tick([at('red')])).toEqual([]);
    expect(b.tick([at('red'), at('red', { subject: 'budget/other' })])).toEqual(['opened red']);
    expect(b.records.size).toBe(2);
  });

  it('opens for what its rule speaks of only', () => {
    const b = bench([rule({ scope: { team: 'care' } }), rule({ id: 'else', scope: { team: 'growth' } })]);
    expect(b.tick([at('yellow')])).toEqual([]);
    expect(b.tick([at('exhausted')])).toEqual(['opened red']);
  });

  it('resolves by itself when the condition is gone for two evaluations, not for one', () => {
    const b = bench();
    b.tick([at('red')]);
    expect(b.tick([])).toEqual([]);
    expect(b.tick([at('red')])).toEqual([]);
    expect(b.only().occurrences).toBe(2);
    expect(b.tick([])).toEqual([]);
    expect(b.tick([])).toEqual(['resolved red']);
    expect(b.only()).toMatchObject({ state: 'resolved' });
    expect(b.tick([at('red')])).toEqual(['opened red']);
  });

  it('is left alone by evaluations that did not look at its kind, and resolved when its rule is gone', () => {
    const b = bench();
    b.tick([at('red')]);
    for (let i = 0; i < 5; i += 1) expect(b.tick([], 500, new Set<AlertKind>(['errors']))).toEqual([]);
    b.rulesAre([]);
    b.tick([], 500, new Set<AlertKind>(['errors']));
    expect(b.tick([], 500, new Set<AlertKind>(['errors']))).toEqual(['resolved red']);
  });

  it('is told again while it lasts, and once only when the rule says so', () => {
    const b = bench();
    b.tick([at('red')]);
    expect(b.tick([at('red')], 59 * MINUTE)).toEqual([]);
    expect(b.tick([at('red')], MINUTE)).toEqual(['repeated red']);
    expect(b.tick([at('red')], 59 * MINUTE)).toEqual([]);
    const once = bench([rule({ repeat_minutes: 0 })]);
    once.tick([at('red')]);
    expect(once.tick([at('red')], 10_000 * MINUTE)).toEqual([]);
  });

  it('escalates once when nobody acknowledges it', () => {
    const b = bench([rule({ escalate_after_minutes: 10, escalate_to: ['boss'] })]);
    b.tick([at('red')]);
    expect(b.tick([at('red')], 9 * MINUTE)).toEqual([]);
    expect(b.tick([at('red')], MINUTE)).toEqual(['escalated red']);
    expect(b.tick([at('red')], 10 * MINUTE)).toEqual([]);
    const taken = bench([rule({ escalate_after_minutes: 10, escalate_to: ['boss'] })]);
    taken.tick([at('red')]);
    taken.edit({ state: 'acknowledged', acknowledgedBy: 'admin' });
    expect(taken.tick([at('red')], 1_000 * MINUTE)).toEqual([]);
  });

  it('tells when it gets worse, also what was acknowledged, unless another rule tells that', () => {
    const b = bench();
    b.tick([at('red')]);
    b.edit({ state: 'acknowledged', acknowledgedBy: 'admin' });
    expect(b.tick([at('exhausted')])).toEqual(['worsened red']);
    expect(b.only()).toMatchObject({ state: 'open', acknowledgedBy: null, what: 'It is exhausted.' });
    expect(b.tick([at('red')])).toEqual([]);
    const two = bench([rule(), rule({ id: 'spent', level: 'exhausted' })]);
    two.tick([at('red')]);
    expect(two.tick([at('exhausted')])).toEqual(['opened spent']);
  });

  it('is silent while snoozed, and told again when that is over', () => {
    const b = bench([rule({ escalate_after_minutes: 10, escalate_to: ['boss'] })]);
    b.tick([at('red')]);
    b.edit({ state: 'snoozed', snoozedUntil: new Date(b.now + 120 * MINUTE) });
    expect(b.tick([at('exhausted')], 100 * MINUTE)).toEqual([]);
    expect(b.tick([at('exhausted')], 20 * MINUTE)).toEqual(['repeated red']);
    expect(b.only()).toMatchObject({ state: 'open', snoozedUntil: null });
    expect(b.tick([at('exhausted')])).toEqual(['escalated red']);
  });

  it('resolves when its condition is gone while it is snoozed', () => {
    const b = bench();
    b.tick([at('red')]);
    b.edit({ state: 'snoozed', snoozedUntil: new Date(b.now + 120 * MINUTE) });
    b.tick([]);
    expect(b.tick([])).toEqual(['resolved red']);
  });

  it('resolved by hand stays silent until its condition is gone or worse', () => {
    const b = bench();
    b.tick([at('red')]);
    b.edit({ state: 'resolved' });
    for (let i = 0; i < 10; i += 1) expect(b.tick([at('red')])).toEqual([]);
    expect(b.tick([at('exhausted')])).toEqual(['opened red']);
    b.edit({ state: 'resolved' });
    b.tick([at('exhausted')]);
    b.tick([]);
    b.tick([]);
    expect(b.tick([at('red')])).toEqual(['opened red']);
  });

  it('that flaps is told three times, then must be quiet for ten minutes', () => {
    const b = bench();
    for (let i = 0; i < 50; i += 1) {
      b.tick([at('red')]);
      b.tick([]);
      b.tick([]);
    }
    expect(b.told.filter((event) => event === 'opened red')).toHaveLength(3);
    expect(b.told.filter((event) => event === 'resolved red')).toHaveLength(2);
    expect(b.only().occurrences).toBeGreaterThan(40);
    expect(b.tick([], 10 * MINUTE)).toEqual(['resolved red']);
  });

  it('still flaps after a restart, and is not told anew', () => {
    const b = bench();
    for (let i = 0; i < 3; i += 1) {
      b.tick([at('red')]);
      b.tick([]);
      b.tick([]);
    }
    b.restart();
    expect(b.tick([at('exhausted')])).toEqual([]);
    b.tick([]);
    expect(b.tick([])).toEqual([]);
  });

  it('writes that it was seen once a minute, not at every look', () => {
    const b = bench();
    b.tick([at('red')]);
    const seen = b.only().lastSeenAt;
    b.tick([at('red')]);
    expect(b.only().lastSeenAt).toEqual(seen);
    b.tick([at('red')], MINUTE);
    expect(b.only().lastSeenAt).not.toEqual(seen);
  });
});

describe('a decision that could not be written', () => {
  const evaluation = { rules: [rule()], open: [], seen: [at('red')], kinds: KINDS };

  it('is made again at the next look', () => {
    const engine = new AlertEngine({ newId: () => 'alert', currency: () => 'USD' });
    for (let i = 0; i < 5; i += 1) {
      const decisions = engine.evaluate({ ...evaluation, now: START + i });
      expect(decisions.map(({ event }) => event)).toEqual(['opened']);
      engine.undo(decisions);
    }
    const [{ record } = { record: undefined }] = engine.evaluate({ ...evaluation, now: START + 10 });
    if (record === undefined) throw new Error('nothing opened');
    const open = { ...evaluation, open: [record] };
    const worse = { ...open, seen: [at('exhausted')] };
    expect(engine.evaluate({ ...open, now: START + 20 })).toEqual([]);
    const lost = engine.evaluate({ ...worse, now: START + 30 });
    engine.undo(lost);
    expect(engine.evaluate({ ...worse, now: START + 40 })).toMatchObject([{ event: 'worsened' }]);
  });
});

describe('conditions', () => {
  const failing = (value: number): Observation => ({
    ...at('green', { kind: 'errors', subject: 'workload/support-bot', value }),
  });

  it('with a threshold hold from it on', () => {
    const b = bench([rule({ id: 'failing', kind: 'errors', threshold: 10 })]);
    expect(b.tick([failing(9.9)])).toEqual([]);
    expect(b.tick([failing(10)])).toEqual(['opened failing']);
  });

  it('of coverage hold below it, and only for the scope that was summed over', () => {
    const kinds = new Set<AlertKind>(['coverage']);
    const covered = (value: number, summedOver: Record<string, string>) =>
      at('green', { kind: 'coverage', subject: JSON.stringify(summedOver), value, summedOver });
    const b = bench([
      rule({ id: 'all', kind: 'coverage', threshold: 95 }),
      rule({ id: 'care', kind: 'coverage', threshold: 95, scope: { team: 'care' } }),
    ]);
    expect(b.tick([covered(95, {}), covered(96, { team: 'care' })], 500, kinds)).toEqual([]);
    expect(b.tick([covered(94, { team: 'care' })], 500, kinds)).toEqual(['opened care']);
  });

  it('of spend spikes compare with what is left, or with what is usual when there is a threshold', () => {
    const kinds = new Set<AlertKind>(['spend_spike']);
    const spike = (more: Partial<Observation>) => at('green', { kind: 'spend_spike', ...more });
    const b = bench([
      rule({ id: 'left', kind: 'spend_spike' }),
      rule({ id: 'usual', kind: 'spend_spike', threshold: 3 }),
    ]);
    expect(b.tick([spike({ subject: 'budget/a' })], 500, kinds)).toEqual(['opened left']);
    expect(b.tick([spike({ subject: 'workload/b', value: 3 })], 500, kinds)).toContain('opened usual');
  });
});
