import type { GatewayHost, KeyWithSecret, Status } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER_MISSING, Cluster } from '../support/cluster.ts';
import { waitFor } from '../support/wait.ts';

/** Two controls, two gateways on hosts of their own, PostgreSQL. */
describe.skipIf(CLUSTER_MISSING !== undefined)('a cluster', () => {
  let cluster: Cluster;
  let key: KeyWithSecret;
  const made = new Set<string>();

  beforeAll(async () => {
    cluster = await Cluster.start({ gateways: 2 });
  }, 120_000);
  afterAll(() => cluster?.stop());

  async function call(gateway: string, secret: string): Promise<string> {
    const response = await fetch(`${gateway}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'sandbox-openai/gpt-4o-mini',
        max_tokens: 20,
        messages: [{ role: 'user', content: 'What does a weir do?' }],
      }),
    });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const id = response.headers.get('x-weir-call-id') ?? '';
    made.add(id);
    return id;
  }

  /** The ledger holds the calls made, and none besides. */
  async function landed(withinMs: number): Promise<void> {
    const admin = await cluster.admin();
    await waitFor(`${made.size} calls in the ledger`, withinMs, async () => {
      const { ledger } = await admin.get<Status>('/status');
      return ledger.calls >= made.size ? true : undefined;
    });
    const { ledger } = await admin.get<Status>('/status');
    expect(ledger.calls).toBe(made.size);
    for (const id of made) expect((await admin.call(id)).call_id).toBe(id);
  }

  it('lands a call through each gateway exactly once', async () => {
    const admin = await cluster.admin();
    key = await admin.createWorkload('support-bot');
    for (const { url } of cluster.gateways) {
      await waitFor('the gateway to know the key', 1_000, async () =>
        (await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key.secret}` } })).ok
          ? true
          : undefined,
      );
      await call(url, key.secret);
    }
    await landed(5_000);
  });

  it('has one control that leads and one that waits and says who does', async () => {
    const leader = await cluster.leader();
    const standby = await cluster.standby();
    const health = await (await fetch(`${standby.url}/health`)).json();
    expect(health).toMatchObject({ status: 'standby', leader: { url: leader.url, epoch: 1 } });
    const refused = await fetch(`${standby.url}/api/v1/status`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'registry_unavailable' } });
  });

  it('goes on without a leader, and loses nothing when the one that waits takes over', async () => {
    const old = await cluster.leader();
    const index = cluster.controls.indexOf(old);
    await old.program.killAll();
    const killed = performance.now();
    const [a, b] = cluster.gateways;
    await call(a?.url ?? '', key.secret);
    await call(b?.url ?? '', key.secret);
    const next = await cluster.leader(15_000);
    const took = performance.now() - killed;
    console.log(`took over after ${(took / 1_000).toFixed(1)} s`);
    expect(next.url).not.toBe(old.url);
    expect(took).toBeLessThan(8_000);
    for (const { url } of cluster.gateways) await call(url, key.secret);
    await landed(10_000);
    const admin = await cluster.admin();
    const { secret } = await admin.post<KeyWithSecret>('/keys', { workload: 'support-bot' });
    await admin.keyKnown(secret);
    await call(a?.url ?? '', secret);
    await landed(5_000);
    cluster.restartControl(index);
    expect((await cluster.standby()).url).toBe(old.url);
  });

  it('counts a gateway that died until its records have landed, and ships what it left', async () => {
    const [gateway] = cluster.gateways;
    const admin = await cluster.admin();
    const hosts = () => admin.get<{ data: GatewayHost[] }>('/gateways');
    const before = (await hosts()).data.flatMap(({ gateways }) => gateways.map(({ id }) => id));
    expect(before).toHaveLength(2);
    expect(gateway?.program.kill('shipper')).toBe(1);
    await call(gateway?.url ?? '', key.secret);
    expect(gateway?.program.kill('worker')).toBe(1);
    await landed(10_000);
    await waitFor('the dead gateway to be drained', 10_000, async () => {
      const now = (await hosts()).data.flatMap(({ gateways }) => gateways.map(({ id }) => id));
      return now.length === 2 && now.some((id) => !before.includes(id)) ? true : undefined;
    });
  });

  it('lets a leader that loses the database step down, and never answers two ways', async () => {
    const { epoch } = await leaderOf();
    await cluster.postgres.cutSessions(cluster.databaseUrl);
    await waitFor('a later leader', 15_000, async () =>
      (await leaderOf()).epoch > epoch ? true : undefined,
    );
    const [gateway] = cluster.gateways;
    await call(gateway?.url ?? '', key.secret);
    await landed(15_000);
  });

  async function leaderOf(): Promise<{ epoch: number }> {
    const standby = await cluster.standby();
    const { leader } = (await (await fetch(`${standby.url}/health`)).json()) as { leader: { epoch: number } };
    return leader;
  }
});
