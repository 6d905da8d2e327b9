import { rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { CallFact } from '@weir/core/contract';
import { keepGates } from '../governance/gate/index.ts';
import { createBudgetStatus } from '../http/index.ts';
import { startLedgerWriter } from '../ledger/writer/index.ts';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import { systemClock } from '../platform/clock.ts';
import { acquireLock } from '../platform/lock/index.ts';
import { createLogger } from '../platform/log.ts';
import type { RaisedFinding } from '../registry/index.ts';
import { liveAsChild, startAsChild, tellSupervisor } from './child-life.ts';
import { createAdmin } from './control/admin.ts';
import { degradationsOf, type ServedAlerts, serveAlerts } from './control/alerts.ts';
import { watchLevels } from './control/budgets/watch.ts';
import { type BudgetsInControl, serveBudgets } from './control/budgets.ts';
import { createControlChannel } from './control/channel.ts';
import { Drills } from './control/drills.ts';
import { keepFinances } from './control/finances.ts';
import { findingsInto, findingsOf } from './control/findings.ts';
import { openGatewayHosts } from './control/gateway-hosts.ts';
import { lead } from './control/leading.ts';
import { listenAdmin } from './control/listener.ts';
import { keepOutcomes } from './control/outcomes.ts';
import { Playground } from './control/playground.ts';
import { serveRates } from './control/rates.ts';
import { serveResources } from './control/resources.ts';
import { keepFirstStartSecrets, readSandboxKey, writeCliToken } from './control/secrets.ts';
import { takeShipments } from './control/shipments.ts';
import { openStores } from './control/stores.ts';
import { serveTasks } from './control/tasks.ts';
import { openTelemetry } from './control/telemetry.ts';
import { WorkerBoard, type WorkerReport } from './control/workers.ts';
import { dataDirOf } from './data-dir.ts';
import { servePriceLists } from './prices/serve-lists.ts';
import { openRetention } from './retention.ts';
import { CHILD_ENV, inheritedConfig } from './roles.ts';
import { gatewayUrl } from './supervisor/banner.ts';

/** The control process: the only one that loads the database engines. */
const config = inheritedConfig();
const log = createLogger(config.log.level).child({ role: 'control' });
/** A control whose supervisor was killed may still be closing its stores. */
const PREDECESSOR_MS = 15_000;
const PURGE_MS = 3_600_000;
/** A question that nobody has answered for so long is closed; the next refusal asks anew. */
const UNANSWERED_MS = 7 * 86_400_000;

await startAsChild(log, async () => {
  yieldToGateways();
  const dir = dataDirOf(config.data_dir);
  const leadership = await lead(config, process.env, log);
  const lock = await acquireLock(dir.controlLock, { command: 'weir control', waitMs: PREDECESSOR_MS });
  const stores = await openStores(dir, config, process.env, log, leadership);
  const { registry, ledger, firstStart } = stores;
  keepFirstStartSecrets(dir, firstStart);
  const channel = createControlChannel(dir, config, process.env, log, leadership);
  servePriceLists(registry, channel);
  const board = new WorkerBoard();
  const note = findingsInto(registry, log);
  const raise = (finding: RaisedFinding) => {
    note(finding);
    alerts.found(finding);
  };
  const hosts = await openGatewayHosts({
    incarnations: registry.incarnations,
    channel,
    spoolRoot: dir.spool,
    clock: systemClock,
    log,
    onMark: (instance, mark) => budgets.onMark(instance, mark),
    onFinding: raise,
  });
  const budgetStatus = createBudgetStatus({
    accounts: () => budgets.keeper.status(),
    cutOff: () => board.cutOff(),
    rules: () => registry.compile(),
    ledger,
    clock: systemClock,
  });
  const levels = watchLevels(
    budgetStatus,
    () => registry.compile().budgets,
    (error) => log.warn({ err: error }, 'budgets: spikes and shares cannot be worked out'),
  );
  const budgets: BudgetsInControl = serveBudgets(stores, channel, hosts, log, {
    config,
    env: process.env,
    leadership,
    raise,
    levelAtLeast: ({ id }) => levels.atLeast(id),
  });
  const rates = serveRates(registry, channel);
  const tasks = serveTasks(stores, channel, hosts, log, (notice) => alerts.tellTask(notice));

  const telemetry = await openTelemetry({
    config,
    env: process.env,
    log,
    registry,
    budgets: () => budgets.keeper.status(),
    hosts: () => hosts.hosts(),
    writer: () => hosts.withRemote(writer.status()),
  });
  const landed = (calls: readonly CallFact[]) => {
    admin.events.tell({ type: 'ledger', at: new Date(systemClock.now()).toISOString(), calls: calls.length });
    registry.keyUsage.record(
      calls.flatMap(({ key, ended_at }) => (key === undefined ? [] : [[key, Date.parse(ended_at)]])),
    );
    for (const finding of findingsOf(calls)) raise(finding);
    tasks.landed(calls);
    telemetry.landed(calls);
    void admin.traces.gatewayLanded(calls).catch((error: unknown) => {
      log.error({ err: error }, 'what a trace charged before the gateway did was not taken back');
    });
  };
  const writer = startLedgerWriter({
    root: dir.spool,
    store: ledger,
    config: config.spool,
    clock: systemClock,
    log,
    onLanded: landed,
    onMark: (instance, mark) => budgets.onMark(instance, mark),
    onFinding: raise,
  });
  takeShipments(channel, ledger, landed);
  const retention = openRetention(dir, process.env);
  const purging = setInterval(() => {
    void retention.purge(systemClock.now()).catch((error: unknown) => {
      log.error({ err: error }, 'expired prompts and completions could not be removed');
    });
    const askedBefore = new Date(systemClock.now() - UNANSWERED_MS);
    void registry.approvals.expire({ askedBefore }).catch((error: unknown) => {
      log.error({ err: error }, 'questions that nobody answered could not be closed');
    });
  }, PURGE_MS);
  const admin = createAdmin({
    config,
    stores,
    cliToken: writeCliToken(dir),
    log,
    workers: () => board.list(),
    gateways: hosts,
    limits: { budgetStatus, rateLimitStatus: () => rates.status(), tasks },
    raise,
    retention,
    providerHealth: () => board.health(),
    prefixes: () => board.prefixes(),
    playground: (input) => playground.send(input),
    drill: (call) => drills.run(call),
    writer: () => hosts.withRemote(writer.status()),
    telemetry,
    imported: () => void budgets.keeper.refresh(),
  });

  const alerts: ServedAlerts = serveAlerts({
    stores,
    desk: admin.alertDesk,
    log,
    sources: {
      budgets: () => budgets.keeper.status(),
      tasks: () => tasks.troubles(),
      degraded: () => degradationsOf(board.cutOff(), budgets.reachable()),
    },
  });

  const playground = new Playground(
    () => gatewayUrl(config),
    () => publish(),
  );
  const drills = new Drills({
    gatewayUrl: () => gatewayUrl(config),
    publish: () => publish(),
    call: (id) => ledger.call(id),
    clock: systemClock,
  });
  const stateForGateways = () => {
    const state = registry.compile();
    return { ...state, keys: { ...state.keys, ...playground.keys, ...drills.keys } };
  };
  const publish = () => {
    const state = stateForGateways();
    writeFileAtomic(dir.admissionFile, JSON.stringify(state));
    channel.broadcast('state', state);
  };
  registry.onChange(publish);
  channel.onPeer((peer) => {
    peer.send('state', stateForGateways());
    peer.onClose(() => {
      board.gone(peer.id);
      telemetry.workerGone(peer.id);
    });
  });
  const resources = serveResources({
    stores,
    channel,
    log,
    env: process.env,
    sandboxUrl: process.env[CHILD_ENV.sandboxUrl],
    pollMs: config.gateway.batch_poll_ms,
    raise,
    changed(calls) {
      void budgets.keeper.refresh();
      tasks.landed(calls);
      telemetry.landed(calls);
      if (calls.length > 0)
        admin.events.tell({ type: 'ledger', at: new Date().toISOString(), calls: calls.length });
    },
  });
  channel.handle('stats', (payload, peer) => {
    board.report(peer.id, payload as WorkerReport);
    telemetry.worker(peer.id, payload as WorkerReport);
    rates.report(peer.id, (payload as WorkerReport).limits.rates);
  });
  await channel.open();
  publish();
  const finances = keepFinances(stores, admin, config, raise, log);
  const outcomes = keepOutcomes(stores, {
    raise,
    lagMs: () => hosts.withRemote(writer.status()).lag_ms,
    log,
  });
  const gates = keepGates(admin.gates, registry, log);

  const listener = await listenAdmin(admin.app.fetch, config.admin, log);
  writeFileAtomic(dir.controlFile, JSON.stringify({ url: listener.localUrl, pid: process.pid }));

  liveAsChild(log, async () => {
    rmSync(dir.controlFile, { force: true });
    listener.close();
    levels.stop();
    await finances.stop();
    await outcomes.stop();
    await gates.stop();
    tasks.stop();
    rates.stop();
    budgets.stop();
    clearInterval(purging);
    await resources.stop();
    await channel.close();
    await writer.drain().catch((error: unknown) => log.warn({ err: error }, 'spool left for the next start'));
    await writer.stop();
    await telemetry.close();
    await alerts.stop();
    await stores.close();
    lock.release();
    await leadership?.release();
  });
  const sandboxKey = config.sandbox.enabled ? readSandboxKey(dir) : undefined;
  tellSupervisor({
    type: 'ready',
    control: {
      adminUrl: listener.url,
      signInCode: admin.sessionCodes.mint(),
      ...(firstStart.adminToken === undefined ? {} : { adminToken: firstStart.adminToken }),
      ...(sandboxKey === undefined ? {} : { sandboxKey }),
    },
  });
});

/** Calls come first: bursts of the ledger must not hold up gateways on the same cores. Threads made later inherit it. */
function yieldToGateways(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    log.debug({ err: error }, 'control runs at normal priority');
  }
}
