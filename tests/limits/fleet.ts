import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Admin } from '../support/admin.ts';
import { Cluster } from '../support/cluster.ts';
import { startWeir } from '../support/weir.ts';

/** A running Weir that can be hurt. */
export interface Fleet {
  /** The control that leads changes. */
  admin(): Promise<Admin>;
  gateways: readonly string[];
  /** What can be killed, and how often it should be chosen. */
  victims: readonly { name: string; weight: number; kill(): void | Promise<void> }[];
  stop(): Promise<void>;
}

const WORKERS = 4;
const REDIS_AWAY_MS = 200;

export function configOf(providerUrl: string): string {
  return [
    'providers:',
    '  - id: billing',
    '    dialect: openai',
    `    base_url: ${providerUrl}`,
    '    price_provider: openai',
    '    models: ["gpt-4o-mini", "gpt-4o", "gpt-5-mini"]',
    'sandbox:',
    '  enabled: false',
    '',
  ].join('\n');
}

/** `weir up` with four workers behind one port. */
export async function startOneMachine(providerUrl: string): Promise<Fleet> {
  const dir = mkdtempSync(join(tmpdir(), 'weir-overshoot-'));
  const weir = await startWeir({ dir, config: configOf(providerUrl), workers: WORKERS });
  const killOne = () => {
    const [pid] = shuffled(weir.pids('worker'));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  };
  return {
    admin: async () => weir.admin,
    gateways: [weir.gatewayUrl],
    victims: [
      { name: 'gateway', weight: 4, kill: killOne },
      { name: 'all gateways', weight: 1, kill: () => void weir.kill('worker') },
      { name: 'control', weight: 3, kill: () => void weir.kill('control') },
    ],
    async stop() {
      await weir.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function shuffled<T>(list: readonly T[]): T[] {
  return [...list].sort(() => Math.random() - 0.5);
}

/** PostgreSQL, Redis, two controls and four gateways with data directories of their own. */
export async function startCluster(providerUrl: string): Promise<Fleet> {
  const [billing] = (parse(configOf(providerUrl)) as { providers: object[] }).providers;
  const cluster = await Cluster.start({
    gateways: WORKERS,
    redis: true,
    config: { providers: [billing], sandbox: { enabled: false } },
  });
  return {
    admin: () => cluster.admin(),
    gateways: cluster.gateways.map(({ url }) => url),
    victims: [
      {
        name: 'gateway',
        weight: 4,
        kill: () => void shuffled(cluster.gateways)[0]?.program.kill('worker'),
      },
      {
        name: 'leading control',
        weight: 3,
        async kill() {
          const led = await cluster.leader();
          await led.program.killAll();
          cluster.restartControl(cluster.controls.indexOf(led));
        },
      },
      {
        name: 'Redis',
        weight: 3,
        async kill() {
          await cluster.redis?.kill();
          await sleep(REDIS_AWAY_MS);
          await cluster.redis?.start();
        },
      },
    ],
    stop: () => cluster.stop(),
  };
}
