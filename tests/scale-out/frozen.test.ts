import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CLUSTER_MISSING, Cluster } from '../support/cluster.ts';
import { waitFor } from '../support/wait.ts';

/** The database ends the session of a leader it hears nothing of after 8 s. */
const FROZEN_MS = 10_000;

it.skipIf(CLUSTER_MISSING !== undefined)(
  'a leader that was frozen writes nothing more when it wakes, and another leads',
  async () => {
    const cluster = await Cluster.start({ gateways: 1 });
    try {
      const admin = await cluster.admin();
      await admin.post('/cost-centers', { id: 'before' });
      const frozen = await cluster.leader();
      const before = await epochSeenBy(await cluster.standby());
      expect(frozen.program.signal('control', 'SIGSTOP')).toBe(1);
      // it will find this on its socket when it wakes
      const late = fetch(`${frozen.url}/api/v1/cost-centers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'late' }),
      }).then(
        ({ status }) => status,
        () => 0,
      );
      await sleep(FROZEN_MS);
      frozen.program.signal('control', 'SIGCONT');
      expect([0, 503]).toContain(await late);
      await cluster.leader(30_000);
      const after = await waitFor('a control that waits and knows of a later leader', 30_000, async () => {
        const epoch = await epochSeenBy(await cluster.standby());
        return epoch > before ? epoch : undefined;
      });
      expect(after).toBeGreaterThan(before);
      const { data } = await (await cluster.admin()).get<{ data: { id: string }[] }>('/cost-centers');
      const ids = data.map(({ id }) => id);
      expect(ids).toContain('before');
      expect(ids).not.toContain('late');
    } finally {
      await cluster.stop();
    }
  },
);

async function epochSeenBy({ url }: { url: string }): Promise<number> {
  const health = (await (await fetch(`${url}/health`)).json()) as { leader: { epoch: number } };
  return health.leader.epoch;
}
