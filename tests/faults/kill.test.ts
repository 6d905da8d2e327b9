import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { descendants, isAlive } from '../support/processes.ts';
import { waitFor } from '../support/wait.ts';
import { startWeir } from '../support/weir.ts';
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

  it('leaves no process behind when the supervisor is killed, at whatever moment of a start', async () => {
    for (const wait of [0, 150, 400, 900]) {
      const weir = await startWeir();
      weir.kill('worker');
      weir.kill('control');
      await sleep(wait);
      const children = descendants(weir.supervisor);
      weir.kill('supervisor');
      await waitFor('its children to end', 20_000, () => (children.some(isAlive) ? undefined : true));
      await weir.stop();
    }
  });
});
