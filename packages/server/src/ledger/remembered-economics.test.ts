import { describe, expect, it } from 'vitest';
import type { DriverQuery, EconomicsStore } from './economics-port.ts';
import { rememberEconomics } from './remembered-economics.ts';

const QUERY: DriverQuery = {
  since: new Date(1_000),
  until: new Date(2_000),
  by: ['workload'],
  timeZone: 'UTC',
  sandbox: 'exclude',
};

function counting() {
  const asked: string[] = [];
  const note =
    (name: string) =>
    async <T>(): Promise<T[]> => {
      asked.push(name);
      return [];
    };
  const store: Omit<EconomicsStore, 'allocated'> = {
    drivers: note('drivers'),
    stack: note('stack'),
    taskCosts: async () => {
      asked.push('taskCosts');
      return undefined;
    },
    firstSeen: note('firstSeen'),
  };
  return { asked, ...rememberEconomics(store as EconomicsStore) };
}

describe('remembered sums', () => {
  it('asks once until something lands in the range', async () => {
    const { asked, economics, forget } = counting();
    await Promise.all([economics.drivers(QUERY), economics.drivers(QUERY)]);
    await economics.drivers({ ...QUERY, by: ['team'] });
    expect(asked).toEqual(['drivers', 'drivers']);
    forget({ since: 2_000, until: 3_000 });
    forget({ since: 0, until: 1_000 });
    await economics.drivers(QUERY);
    expect(asked).toHaveLength(2);
    forget({ since: 1_999, until: 2_000 });
    await economics.drivers(QUERY);
    expect(asked).toHaveLength(3);
  });

  it('forgets what is new in a range when something lands before it, and remembers no costs of tasks', async () => {
    const { asked, economics, forget } = counting();
    const uses = { since: QUERY.since, until: QUERY.until, workload: 'bot', dimension: 'model' } as const;
    await economics.firstSeen(uses);
    await economics.firstSeen(uses);
    forget({ since: 10, until: 11 });
    await economics.firstSeen(uses);
    const tasks = { since: QUERY.since, until: QUERY.until, workload: 'bot', sandbox: 'exclude' } as const;
    await economics.taskCosts(tasks);
    await economics.taskCosts(tasks);
    expect(asked).toEqual(['firstSeen', 'firstSeen', 'taskCosts']);
  });

  it('does not remember what is filtered by a virtual tag', async () => {
    const { asked, economics } = counting();
    const virtual = { ...QUERY, filter: { 'virtual.region': ['eu'] } };
    await economics.stack(virtual);
    await economics.stack(virtual);
    expect(asked).toHaveLength(2);
  });

  it('gives every caller a list of their own, and asks anew after a failure', async () => {
    let failing = true;
    const store = {
      ...counting().economics,
      stack: async () => {
        if (failing) throw new Error('away');
        return [{ group: {}, category: 'model_usage', cost: '1' }];
      },
    };
    const { economics } = rememberEconomics(store);
    await expect(economics.stack(QUERY)).rejects.toThrow('away');
    failing = false;
    (await economics.stack(QUERY)).pop();
    expect(await economics.stack(QUERY)).toHaveLength(1);
  });
});
