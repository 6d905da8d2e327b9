import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CostReport, KeyWithSecret, Status } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClickHouseFront,
  startClickHouseFront,
} from '../../packages/server/src/ledger/testing/clickhouse-front-process.ts';
import { CLUSTER_MISSING, Cluster } from '../support/cluster.ts';
import { waitFor } from '../support/wait.ts';

/** Two controls that share nothing but servers: PostgreSQL, and an HTTP front over the ledger's engine. */
describe.skipIf(CLUSTER_MISSING !== undefined)('a cluster with its ledger on a server', () => {
  const root = mkdtempSync(join(tmpdir(), 'weir-ledger-server-'));
  let front: ClickHouseFront;
  let cluster: Cluster;
  let key: KeyWithSecret;
  let made = 0;

  beforeAll(async () => {
    front = await startClickHouseFront(join(root, 'server'));
    cluster = await Cluster.start({ gateways: 2, ledgerUrl: front.url });
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
    await front?.kill();
    rmSync(root, { recursive: true, force: true });
  });

  async function callEach(): Promise<void> {
    for (const { url } of cluster.gateways) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'sandbox-openai/gpt-4o-mini',
          max_tokens: 20,
          messages: [{ role: 'user', content: 'What does a weir do?' }],
        }),
      });
      expect(response.status, await response.text()).toBe(200);
      made += 1;
    }
  }

  /** Figures and detail agree on what was made. */
  async function landed(withinMs: number): Promise<CostReport['total']> {
    const admin = await cluster.admin();
    await waitFor(`${made} calls in the ledger`, withinMs, async () => {
      const { ledger } = await admin.get<Status>('/status');
      return ledger.calls >= made ? true : undefined;
    });
    const { ledger } = await admin.get<Status>('/status');
    expect(ledger.calls).toBe(made);
    const report = await admin.get<CostReport>('/costs?by=workload&sandbox=include');
    expect(report.total.calls).toBe(made);
    return report.total;
  }

  it('lands calls of every gateway on the server', async () => {
    key = await (await cluster.admin()).createWorkload('support-bot');
    for (const { url } of cluster.gateways) {
      await waitFor('the gateway to know the key', 2_000, async () =>
        (await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key.secret}` } })).ok
          ? true
          : undefined,
      );
    }
    await callEach();
    await landed(10_000);
  });

  it('has all of the history on the other control when the first is killed', async () => {
    const before = await landed(5_000);
    const old = await cluster.leader();
    await old.program.killAll();
    await callEach();
    const next = await cluster.leader(20_000);
    expect(next.dir).not.toBe(old.dir);
    const after = await landed(15_000);
    expect(after.calls).toBe(before.calls + cluster.gateways.length);
    cluster.restartControl(cluster.controls.indexOf(old));
    expect((await cluster.standby()).url).toBe(old.url);
  });

  it('goes on while the server is away, and lands what was kept when it is back', async () => {
    await front.kill();
    await callEach();
    await callEach();
    await front.start();
    await landed(30_000);
  });
});
