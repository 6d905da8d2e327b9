import type { GateSummary, Person } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { decidersOf, dueSoon, isGraceOver, openInProduction, overtakenBy, wouldRefuse } from './prepare.ts';

const gate = (workload: string, part: Partial<GateSummary> = {}) =>
  ({
    workload,
    state: 'open',
    stage: 'production',
    environment: 'production',
    ends: [],
    ...part,
  }) as GateSummary;
const person = (id: string, part: Partial<Person> = {}) =>
  ({ id, email: `${id}@example.com`, state: 'active', roles: ['security'], ...part }) as Person;
const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('whom a mode refuses', () => {
  it('is what is open in production, and nobody else', () => {
    const gates = [
      gate('a'),
      gate('passed', { state: 'passed' }),
      gate('pilot', { stage: 'pilot' }),
      gate('staging', { environment: 'staging' }),
    ];
    expect(openInProduction(gates).map(({ workload }) => workload)).toEqual(['a']);
  });

  it('happens at once, at the end of grace, or never', () => {
    expect(wouldRefuse('enforce', undefined)).toBe('now');
    expect(wouldRefuse('grace', '2027-01-01T00:00:00Z')).toBe('later');
    expect(wouldRefuse('grace', undefined)).toBe('never');
    expect(wouldRefuse('off', '2027-01-01T00:00:00Z')).toBe('never');
  });

  it('includes a grace that has ended', () => {
    expect(isGraceOver({ mode: 'grace', grace_until: '2026-11-22T11:59:59Z' }, NOW)).toBe(true);
    expect(isGraceOver({ mode: 'grace' }, NOW)).toBe(false);
    expect(isGraceOver({ mode: 'off', grace_until: '2026-01-01T00:00:00Z' }, NOW)).toBe(false);
  });
});

describe('what is due', () => {
  it('is what runs out within 30 days or has, the earliest first', () => {
    const due = dueSoon(
      [
        gate('a', {
          ends: [
            { item: 'security_review', what: 'review', until: '2026-12-01T00:00:00Z' },
            { item: 'value_metric', what: 'exception', until: '2027-06-01T00:00:00Z' },
          ],
        }),
        gate('b', { ends: [{ item: 'quality_metric', what: 'exception', until: '2026-11-01T00:00:00Z' }] }),
      ],
      NOW,
    );
    expect(due).toMatchObject([
      { workload: 'b', isOver: true },
      { workload: 'a', item: 'security_review', isOver: false },
    ]);
  });
});

describe('who may decide', () => {
  it('has the role, is here, and owns nothing of it, by id or address', () => {
    const people = [
      person('grace'),
      person('ada'),
      person('bob'),
      person('left', { state: 'left' }),
      person('rita', { roles: ['risk'] }),
    ];
    const owned = { owner: 'ADA@example.com', technical_owner: 'bob' };
    expect(decidersOf(people, ['security'], owned).map(({ id }) => id)).toEqual(['grace']);
  });
});

describe('a decision made meanwhile', () => {
  it('is told in the words of the API', () => {
    const said =
      'Somebody decided on the gate of "bot" meanwhile: grace rejected security_review: "Keys." at X';
    expect(overtakenBy(said)).toBe('grace rejected security_review: "Keys." at X');
    expect(overtakenBy('Somebody decided on the gate of "bot" meanwhile')).toBeUndefined();
  });
});
