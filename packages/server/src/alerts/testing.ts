import type { AlertDelivery } from '@weir/core/contract';
import type { AccountStatus } from '../limits/budgets/port.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { silentLogger } from '../platform/log.ts';
import type { OpenChannel, Registry } from '../registry/index.ts';
import { type TestClock, testClock, testRegistry } from '../registry/testing.ts';
import type { Channels } from './channels/index.ts';
import { type Channel, DeliveryFailure } from './channels/port.ts';
import type { AlertMessage } from './message.ts';
import { createSender, type Sender } from './sender.ts';
import { type Alerts, createAlerts } from './service.ts';
import type { AlertLedger } from './signals/ledger.ts';

export interface Sent {
  channel: string;
  delivery: string;
  message: AlertMessage;
}

/** Registry, engine and outbox over channels that only note what they were given. */
export interface AlertBench {
  registry: Registry;
  clock: TestClock;
  statuses: AccountStatus[];
  /** What a scope cost in the last hour, pico-units. */
  lastHour: bigint;
  sent: Sent[];
  /** Channels that fail, and how. */
  failing: Map<string, DeliveryFailure>;
  /** Channels that never answer, until `free` is called. */
  hanging: Set<string>;
  free(): void;
  alerts: Alerts;
  sender: Sender;
  /** As after kill -9: nothing of the process is left but the registry. */
  restart(): void;
  deliveries(): Promise<AlertDelivery[]>;
  close(): Promise<void>;
}

const BY = { actor: 'admin' };

export async function alertBench(): Promise<AlertBench> {
  const clock = testClock();
  const registry = await testRegistry(clock);
  const waiting: (() => void)[] = [];
  const bench: AlertBench = {
    registry,
    clock,
    statuses: [],
    lastHour: 0n,
    sent: [],
    failing: new Map(),
    hanging: new Set(),
    free() {
      for (const go of waiting.splice(0)) go();
    },
    ...started(),
    restart() {
      Object.assign(bench, started());
    },
    deliveries: async () => (await registry.alertDeliveries.list({ limit: 500 })).data,
    close: () => registry.close(),
  };

  function started(): Pick<AlertBench, 'alerts' | 'sender'> {
    const sender = createSender({
      deliveries: registry.alertDeliveries,
      channels: registry.alertChannels,
      kinds: notingChannels(),
      consoleUrl: () => 'https://weir.example.com',
      clock,
      log: silentLogger,
    });
    const alerts = createAlerts({
      registry,
      ledger: ledgerDouble(() => bench.lastHour),
      sources: { budgets: () => bench.statuses },
      clock,
      log: silentLogger,
      newId: createUuidV7(clock),
      deliver: () => {},
    });
    return { alerts, sender };
  }

  async function note(
    to: OpenChannel,
    message: AlertMessage,
    delivery: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (bench.hanging.has(to.id)) await hang(signal);
    bench.sent.push({ channel: to.id, delivery, message });
    const failure = bench.failing.get(to.id);
    if (failure !== undefined) throw failure;
  }

  function hang(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener('abort', () => reject(new DeliveryFailure('cut short')));
    });
  }

  function notingChannels(): Channels {
    const channel = (kind: Channel['kind']): Channel => ({
      kind,
      fields: { required: [], optional: [], remedy: {} },
      send: note,
    });
    return {
      email: channel('email'),
      slack: channel('slack'),
      teams: channel('teams'),
      pagerduty: channel('pagerduty'),
      webhook: channel('webhook'),
    };
  }

  return bench;
}

/** A budget of the whole organization with channels told from red on. */
export async function withBudget({ registry }: AlertBench, channels: readonly string[]): Promise<void> {
  await registry.budgets.create(
    {
      id: 'all',
      name: 'Everything',
      scope: { workload: 'playground' },
      amount: '100',
      period: 'month',
      currency: 'USD',
    },
    BY,
  );
  for (const id of channels) {
    const kind = id.startsWith('pd') ? 'pagerduty' : id.startsWith('slack') ? 'slack' : 'webhook';
    const address =
      kind === 'pagerduty' ? { routing_key: 'R0UT1NG' } : { url: `https://${id}.example.com/s3cr3t` };
    await registry.alertChannels.create({ id, kind, ...address }, BY);
  }
  await registry.alertRules.change('budget-red', { channels: [...channels] }, BY);
}

export function status(level: AccountStatus['level'], more: Partial<AccountStatus> = {}): AccountStatus {
  const settled = { green: 10n, yellow: 81n, red: 96n, exhausted: 100n }[level] * 10n ** 12n;
  const period = { start: Date.parse('2026-11-01T00:00:00Z'), end: Date.parse('2026-12-01T00:00:00Z') };
  const held = { reserved: 0n, leased: 0n, overshoot: 0n };
  return { budget: 'all', period, limit: 100n * 10n ** 12n, settled, ...held, level, certain: true, ...more };
}

function ledgerDouble(lastHour: () => bigint): AlertLedger {
  return {
    spend: async (scopes) => scopes.map(lastHour),
    activity: async () => [],
    consumers: async () => ({ workloads: [], total: { cost: 0n, calls: 0 } }),
    costs: () => Promise.reject(new Error('not asked for here')),
  };
}
