import cluster from 'node:cluster';
import { catalogModels, clientOriginOf, createGateway } from '../gateway/index.ts';
import { openSpoolWriter } from '../ledger/spool/writer.ts';
import { calendarPeriods } from '../limits/budgets/budget.ts';
import type { Recalled } from '../limits/budgets/port.ts';
import { createReservations } from '../limits/budgets/reservations/reservations.ts';
import { loadCatalog } from '../platform/catalog.ts';
import { systemClock } from '../platform/clock.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { createLogger } from '../platform/log.ts';
import type { AdmissionState } from '../registry/index.ts';
import { liveAsChild, startAsChild, tellSupervisor } from './child-life.ts';
import { dataDirOf } from './data-dir.ts';
import { linkToControl } from './link.ts';
import { openRetention } from './retention.ts';
import { CHILD_ENV, inheritedConfig } from './roles.ts';
import { remoteAuthority } from './worker/authority.ts';
import { openListener } from './worker/listener.ts';
import { processPlatforms } from './worker/platforms.ts';
import { workerReport } from './worker/report.ts';
import { remoteResources } from './worker/resources.ts';
import { openResponses } from './worker/responses.ts';
import { Rules } from './worker/rules.ts';

/** A gateway worker: the call path. Loads no database engine and no web framework. */
const config = inheritedConfig();
const log = createLogger(config.log.level).child({ role: 'worker', slot: process.env[CHILD_ENV.slot] });
const REPORT_MS = 1_000;
/** A restart of control takes less. */
const OUT_OF_TOUCH_MS = 10_000;

await startAsChild(log, async () => {
  // node:cluster would end a worker at once when the supervisor is gone; calls in flight come first
  cluster.worker?.on('disconnect', () => {
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  });
  const dir = dataDirOf(config.data_dir);
  const id = createUuidV7(systemClock);
  const instance = `gw-${process.env[CHILD_ENV.slot] ?? '0'}-${id()}`;
  const startedAt = new Date(systemClock.now()).toISOString();
  const catalog = loadCatalog();
  const rules = new Rules(catalog, log);
  rules.loadFrom(dir.admissionFile);
  const spool = await openSpoolWriter({
    root: dir.spool,
    instance,
    config: config.spool,
    clock: systemClock,
  });

  const channel = linkToControl(config, dir, instance, process.env, log);
  const reservations = createReservations({
    authority: remoteAuthority(channel),
    rules: () => rules.limits,
    clock: systemClock,
    periodOf: calendarPeriods(() => rules.state?.organization.timeZone ?? 'UTC'),
    instance,
  });
  const haveRules = new Promise<void>((resolve) => {
    if (rules.state !== undefined) resolve();
    channel.on('state', (payload) => {
      rules.accept(payload as AdmissionState);
      resolve();
    });
  });
  channel.on('recall', (payload) => reservations.recall(payload as Recalled[]));

  const responses = openResponses(config.cache, process.env, systemClock, log);
  const sandboxUrl = process.env[CHILD_ENV.sandboxUrl];
  const gateway = createGateway({
    config: config.gateway,
    state: () => rules.state,
    spool,
    reservations,
    priceBook: () => rules.priceBook,
    models: catalogModels(catalog.models, catalog.list, () => rules.priceBook, systemClock),
    clock: systemClock,
    id,
    log,
    platforms: processPlatforms(),
    responses,
    resources: remoteResources(channel),
    retention: openRetention(dir, process.env),
    env: process.env,
    ...(config.log.calls === 'none' ? {} : { originOf: clientOriginOf(config.gateway.trusted_proxies) }),
    ...(sandboxUrl === undefined ? {} : { sandboxUrl }),
  });
  const listener = openListener(gateway, config.gateway, log);
  let draining = false;
  const report = () => {
    channel.send('stats', workerReport({ gateway, spool, listener, startedAt, draining }));
    void reservations.report();
  };
  let inTouch = systemClock.monotonic();
  let cutOff = false;
  const watch = () => {
    const now = systemClock.monotonic();
    if (channel.connected) inTouch = now;
    const lost = now - inTouch > OUT_OF_TOUCH_MS;
    if (lost && !cutOff) log.error('control is out of reach: rules and budgets stay as they were last known');
    if (!lost && cutOff) log.info('control is back');
    cutOff = lost;
  };
  channel.onConnect(report);
  const reporting = setInterval(() => {
    report();
    watch();
  }, REPORT_MS);

  await haveRules;
  await listener.listen();
  liveAsChild(log, async () => {
    draining = true;
    await listener.leave();
    listener.close();
    await gateway.close();
    await reservations.close();
    await responses.close();
    clearInterval(reporting);
    await spool.close();
    channel.close();
  });
  tellSupervisor({ type: 'ready' });
});
