import type { AlertKind, AlertRule } from '@weir/core/contract';
import { costPerDay } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { AccountStatus } from '../limits/budgets/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { AdmissionState, AlertService, RaisedFinding, Registry } from '../registry/index.ts';
import { AlertEngine, type Decision } from './engine.ts';
import { REMEMBERED_MS } from './memory.ts';
import { type Observation, scopeText } from './observation.ts';
import { budgetObservations, unknownBudgets } from './signals/budgets.ts';
import { type Degradation, degradedObservations, UncertainBudgets } from './signals/degraded.ts';
import { type AlertLedger, LedgerSignals, lastHour } from './signals/ledger.ts';
import { UnknownPrices } from './signals/prices.ts';
import { type TaskTrouble, taskObservations } from './signals/tasks.ts';

/** Known to control at any moment. */
const AT_ONCE: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'budget',
  'limits_degraded',
  'price_unknown',
  'task_limit',
]);
/** Known to the ledger. */
const BY_AND_BY: ReadonlySet<AlertKind> = new Set<AlertKind>([
  'spend_spike',
  'workload_share',
  'rate_limited',
  'coverage',
  'errors',
]);
const HOUR_MS = 3_600_000;
/** A message does not wait longer than this to say what it costs. */
const BURN_MS = 1_000;

export interface AlertSources {
  /** Of every budget, as control knows it now. */
  budgets(): readonly AccountStatus[] | Promise<readonly AccountStatus[]>;
  tasks?(): readonly TaskTrouble[];
  degraded?(): readonly Degradation[];
}

export interface AlertsParts {
  registry: { alerts: AlertService } & Pick<Registry, 'alertRules' | 'findings'> & {
      compile(): AdmissionState;
    };
  ledger: AlertLedger;
  sources: AlertSources;
  clock: Clock;
  log: Logger;
  newId: () => string;
  /** Called when there is something new to deliver. */
  deliver: () => void;
}

export interface Alerts {
  /** To be called about twice a second: budgets, tasks, prices, what limits rest on. */
  look(): Promise<void>;
  /** To be called every few seconds: what only the ledger knows. */
  lookAtLedger(): Promise<void>;
  /** Something was found; an alert of it opens at the next look. */
  found(finding: RaisedFinding): void;
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
}

/** From what is known to alerts in the registry. Looks never overlap: one that is asked for meanwhile is left out. */
export function createAlerts(parts: AlertsParts): Alerts {
  const { registry, ledger, sources, clock, log } = parts;
  const currency = () => registry.compile().organization.currency;
  const engine = new AlertEngine({ newId: parts.newId, currency });
  const uncertain = new UncertainBudgets();
  const prices = new UnknownPrices();
  const signals = new LedgerSignals(ledger);
  let recalled = false;
  let turn: Promise<void> = Promise.resolve();
  const waiting = new Set<string>();

  /** One at a time; at most one more of a name waits. */
  function inTurn(name: string, work: () => Promise<void>): Promise<void> {
    if (waiting.has(name)) return turn;
    waiting.add(name);
    turn = turn.then(async () => {
      waiting.delete(name);
      await work().catch((error: unknown) => log.error({ err: error }, `alerts: ${name}`));
    });
    return turn;
  }

  async function evaluate(
    kinds: ReadonlySet<AlertKind>,
    rules: readonly AlertRule[],
    seen: readonly Observation[],
    unknown: ReadonlySet<string>,
  ): Promise<void> {
    const now = clock.now();
    if (!recalled) engine.recall(await registry.alerts.begunSince(new Date(now - REMEMBERED_MS)));
    recalled = true;
    const open = await registry.alerts.unresolved();
    const decisions = engine.evaluate({ now, rules, open, seen, kinds, unknown });
    if (decisions.length === 0) return;
    const priced = await Promise.all(decisions.map((decision) => withCost(decision, ledger, now, log)));
    try {
      await registry.alerts.apply(priced);
    } catch (error) {
      engine.undo(priced);
      throw error;
    }
    if (priced.some(({ event }) => event !== undefined)) parts.deliver();
  }

  async function readPrices(): Promise<void> {
    const open = await registry.findings.list({ state: 'open', kind: 'price_unknown', limit: 500 });
    prices.are(open.data, clock.now());
  }

  const look = () =>
    inTurn('look', async () => {
      if (!prices.known) await readPrices();
      const rules = await registry.alertRules.enabled();
      const state = registry.compile();
      const statuses = await sources.budgets();
      const seen = [
        ...budgetObservations(statuses, state),
        ...uncertain.observe(statuses, state, clock.now()),
        ...degradedObservations(sources.degraded?.() ?? []),
        ...taskObservations(sources.tasks?.() ?? [], state),
        ...prices.observe(),
      ];
      await evaluate(AT_ONCE, rules, seen, unknownBudgets(statuses, state));
    });

  return {
    look,
    lookAtLedger: () =>
      inTurn('ledger', async () => {
        await readPrices();
        const rules = await registry.alertRules.enabled();
        const statuses = await sources.budgets();
        const view = { rules, state: registry.compile(), statuses, now: clock.now() };
        await evaluate(BY_AND_BY, rules, await signals.observe(view), new Set());
      }),
    found(finding) {
      if (finding.kind !== 'price_unknown') return;
      prices.raise(finding, clock.now());
      void look();
    },
    idle: () => turn,
  };
}

/** What is told says what it costs per day if it goes on as in the last hour; nothing where that is nothing or unknown. */
async function withCost(
  decision: Decision,
  ledger: AlertLedger,
  now: number,
  log: Logger,
): Promise<Decision> {
  const { record, event, seen } = decision;
  if (event === undefined || seen?.burns === undefined) return decision;
  const spent = await inTime(lastHour(ledger, seen.burns, now)).catch((error: unknown) => {
    log.warn({ err: error, scope: scopeText(seen.burns ?? {}) }, 'cost per day of an alert not known');
    return undefined;
  });
  const daily = spent === undefined || spent <= 0n ? undefined : costPerDay(spent, HOUR_MS);
  return {
    ...decision,
    record: { ...record, costPerDay: daily === undefined ? null : Decimal.fromPico(daily).toFixed(12) },
  };
}

function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), BURN_MS).unref();
  });
  return Promise.race([work, late]);
}
