import {
  type AlertDesk,
  type AlertSettings,
  type AlertSources,
  createAlertDesk,
  createAlerts,
  type Degradation,
  tellTaskWebhook,
} from '../../alerts/index.ts';
import type { TellNotice } from '../../limits/tasks/port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';
import { urlOf } from '../supervisor/banner.ts';
import type { Stores } from './stores.ts';

const LOOK_MS = 500;
const LEDGER_MS = 15_000;
/** What is to be tried again is looked for so often; what is new is sent at once. */
const OUTBOX_MS = 1_000;

export interface AlertOptions {
  stores: Pick<Stores, 'registry' | 'ledger'>;
  desk: AlertDesk;
  sources: AlertSources;
  log: Logger;
}

export interface ServedAlerts {
  /** To be told of every finding that is raised. */
  found(finding: RaisedFinding): void;
  /** Tells the webhook of a task's policy; what cannot be told is logged. */
  tellTask: TellNotice;
  /** What is being sent is cut short and sent again after the next start. */
  stop(): Promise<void>;
}

/** Watches, decides and delivers. Only in the control that leads: two would tell everything twice. */
export function serveAlerts({
  stores: { registry, ledger },
  desk,
  sources,
  log,
}: AlertOptions): ServedAlerts {
  const sender = desk.sender();
  const send = () => {
    void sender.sweep().catch((error: unknown) => log.error({ err: error }, 'outbox of alerts'));
  };
  const newId = createUuidV7(systemClock);
  const alerts = createAlerts({
    registry,
    ledger,
    sources,
    clock: systemClock,
    log,
    newId,
    deliver: send,
  });
  const timers = [
    setInterval(() => void alerts.look(), LOOK_MS),
    setInterval(() => void alerts.lookAtLedger(), LEDGER_MS),
    setInterval(send, OUTBOX_MS),
  ];
  return {
    found: alerts.found,
    tellTask(notice) {
      tellTaskWebhook({ registry, desk, newId }, notice)
        .then(send)
        .catch((error: unknown) => {
          log.error({ err: error, workload: notice.workload, task: notice.task }, 'task not handed over');
        });
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await sender.stop();
      await alerts.idle();
    },
  };
}

/** For the admin API, which needs it whether or not alerts are served. */
export function openAlertDesk(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  registry: Registry,
  log: Logger,
): AlertDesk {
  const newId = createUuidV7(systemClock);
  return createAlertDesk({ settings: settingsOf(config, env), registry, clock: systemClock, log, newId });
}

function settingsOf(
  { alerts: { allow_private_network, smtp }, admin }: Config,
  env: Readonly<Record<string, string | undefined>>,
): AlertSettings {
  const consoleUrl = (admin.public_url ?? urlOf(admin.host, admin.port, admin.tls !== undefined)).replace(
    /\/+$/,
    '',
  );
  return {
    allowPrivate: allow_private_network,
    smtp: smtp && smtpOf(smtp, env),
    consoleUrl: () => consoleUrl,
  };
}

function smtpOf(
  { host, port, secure, from, user_env, password_env }: NonNullable<Config['alerts']['smtp']>,
  env: Readonly<Record<string, string | undefined>>,
): NonNullable<AlertSettings['smtp']> {
  const valueIn = (name: string | undefined) => (name === undefined ? undefined : env[name]);
  const user = valueIn(user_env);
  const password = valueIn(password_env);
  const missing = [user_env, password_env].filter((name) => name !== undefined && !env[name]) as string[];
  return {
    host,
    port,
    secure,
    from,
    missing,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}

/** What limits rest on and is away: gateways that reported so, and what keeps the budgets. */
export function degradationsOf(
  cutOffGateways: readonly string[],
  authorityReachable: boolean,
): Degradation[] {
  const away: Degradation = {
    subject: 'limit-authority',
    title: 'The limit authority cannot be reached',
    what: 'Control cannot reach what keeps the budgets (Redis). Gateways spend the leases they hold, then calls against hard budgets are refused. Look whether Redis runs and control reaches it.',
  };
  const gateways = cutOffGateways.map((id) => ({
    subject: `gateway/${id}`,
    title: `Gateway ${id} cannot reach the limit authority`,
    who: `gateway ${id}`,
    what: 'It spends the leases it holds, then refuses calls against hard budgets; budgets that fail closed refuse at once. Look at the network between it, control and Redis.',
  }));
  return authorityReachable ? gateways : [away, ...gateways];
}
