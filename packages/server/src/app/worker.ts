import cluster from 'node:cluster';
import { catalogModels, clientOriginOf, createGateway } from '../gateway/index.ts';
import { openSpoolWriter } from '../ledger/spool/writer.ts';
import { loadCatalog } from '../platform/catalog.ts';
import { systemClock } from '../platform/clock.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { createLogger } from '../platform/log.ts';
import type { AdmissionState } from '../registry/index.ts';
import { liveAsChild, startAsChild, tellSupervisor } from './child-life.ts';
import { dataDirOf } from './data-dir.ts';
import { linkToControl } from './link.ts';
import { PriceListKeeper } from './prices/list-keeper.ts';
import { PriceListShelf } from './prices/shelf.ts';
import { openRetention } from './retention.ts';
import { CHILD_ENV, inheritedConfig } from './roles.ts';
import { workerLimits } from './worker/limits.ts';
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
  const spool = await openSpoolWriter({
    root: dir.spool,
    instance,
    config: config.spool,
    clock: systemClock,
  });

  const channel = linkToControl(config, dir, instance, process.env, log);
  const shelf = new PriceListShelf(catalog);
  const rules = new Rules(shelf, new PriceListKeeper(shelf, dir.run, channel, log), log);
  rules.loadFrom(dir.admissionFile);
  const limits = workerLimits({ config, env: process.env, channel, rules, spool, instance, log });
  const haveRules = new Promise<void>((resolve) => {
    if (rules.state !== undefined) resolve();
    channel.on('state', (payload) => {
      rules.accept(payload as AdmissionState);
      limits.rulesChanged();
      gateway.enforceKills();
      resolve();
    });
  });

  const responses = openResponses(config.cache, process.env, systemClock, log);
  const sandboxUrl = process.env[CHILD_ENV.sandboxUrl];
  const gateway = createGateway({
    config: config.gateway,
    state: () => rules.state,
    spool,
    limits: limits.limits,
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
  let cutOffMs = 0;
  const report = () => {
    const report = { gateway, spool, listener, limits: limits.report(), startedAt, draining, cutOffMs };
    channel.send('stats', workerReport(report));
  };
  let inTouch = systemClock.monotonic();
  let cutOff = false;
  const watch = () => {
    const now = systemClock.monotonic();
    if (channel.connected) {
      if (cutOff) cutOffMs += now - inTouch;
      inTouch = now;
    }
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
    await limits.close();
    await responses.close();
    clearInterval(reporting);
    await spool.close();
    channel.close();
  });
  tellSupervisor({ type: 'ready' });
});
