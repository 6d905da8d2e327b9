import { describe, expect, it } from 'vitest';
import { killAtRandom } from './kill.ts';

describe('kill -9 at random moments under load', () => {
  it('loses no call, doubles none and flags what it had to estimate', async () => {
    const verdict = await killAtRandom({ kills: 8, rate: 200, supervisor: false });
    expect(verdict.ended).toBeGreaterThan(200);
    expect(verdict).toMatchObject({
      endedButMissing: [],
      endedButNotOk: [],
      reachedButMissing: [],
      twice: [],
      unflagged: [],
    });
    expect(verdict.reported).toBe(verdict.cost);
  });

  it('comes back with everything after the supervisor was killed', async () => {
    const verdict = await killAtRandom({ kills: 3, rate: 100, supervisor: true });
    expect(verdict).toMatchObject({ endedButMissing: [], reachedButMissing: [], twice: [], unflagged: [] });
    expect(verdict.reported).toBe(verdict.cost);
  });
});
