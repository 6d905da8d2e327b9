import type { CallFact, Status } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { VERSION } from '../../cli/version.ts';
import type { LedgerWriterStatus } from '../../ledger/writer/index.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { createCallLog } from '../../platform/telemetry/call-log.ts';
import { openOtlp } from '../../platform/telemetry/otlp/index.ts';
import {
  type BudgetFigures,
  createPrometheus,
  type Prometheus,
} from '../../platform/telemetry/prometheus/index.ts';
import type { Registry } from '../../registry/index.ts';
import type { GatewayHost } from './gateway-hosts.ts';
import type { WorkerReport } from './workers.ts';

/** Time for the last spans at a stop. */
const FLUSH_MS = 3_000;

export interface TelemetryOptions {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  log: Logger;
  registry: Pick<Registry, 'compile'>;
  /** As of the last look at the authority. */
  budgets(): readonly AccountStatus[];
  writer(): LedgerWriterStatus;
  hosts(): readonly GatewayHost[];
}

/** What Weir tells of itself to the outside: metrics to scrape, spans and metrics to a collector, a line per call. */
export interface Telemetry {
  /** Calls that are in the ledger now. */
  landed(calls: readonly CallFact[]): void;
  worker(instance: string, report: WorkerReport): void;
  workerGone(instance: string): void;
  /** For `GET /metrics`; undefined when switched off. */
  metrics: { requireToken: boolean; scrape: Prometheus['scrape'] } | undefined;
  status(): Pick<Status, 'overshoots' | 'otlp'>;
  close(): Promise<void>;
}

export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { config, env, log, registry } = options;
  const otlp = await openOtlp({
    config: config.telemetry.otlp,
    env,
    clock: systemClock,
    log,
    version: VERSION,
    instance: `control-${process.pid}`,
    provider: (id) => registry.compile().providers[id],
  });
  const { enabled, require_token } = config.telemetry.prometheus;
  const prometheus = enabled
    ? createPrometheus({
        ledger: options.writer,
        spoolLimitBytes: config.spool.max_bytes,
        hosts: () => options.hosts(),
        budgets: () => budgetFigures(options),
        otlp: () => otlp?.status(),
        version: VERSION,
      })
    : undefined;
  const logCalls = createCallLog(config.log, log);
  return {
    landed(calls) {
      // nothing here may keep the ledger writer from its work
      try {
        logCalls(calls);
        prometheus?.landed(calls);
        otlp?.landed(calls);
      } catch (error) {
        log.error({ err: error }, 'telemetry of landed calls failed');
      }
    },
    worker: (instance, report) => prometheus?.worker(instance, report),
    workerGone: (instance) => prometheus?.workerGone(instance),
    metrics: prometheus && { requireToken: require_token, scrape: prometheus.scrape },
    status: () => {
      const sent = otlp?.status();
      return { overshoots: overshootsOf(options), ...(sent === undefined ? {} : { otlp: sent }) };
    },
    close: async () => otlp?.close(FLUSH_MS),
  };
}

function budgetFigures({
  budgets,
  registry,
}: Pick<TelemetryOptions, 'budgets' | 'registry'>): BudgetFigures[] {
  const { currency } = registry.compile().organization;
  return budgets().map(({ budget, limit, settled, reserved, leased, overshoot }) => {
    const held = reserved + leased;
    const left = limit - settled - held;
    return {
      budget,
      currency,
      limit: amount(limit),
      settled: amount(settled),
      held: amount(held),
      remaining: amount(left > 0n ? left : 0n),
      overshoot: amount(overshoot),
    };
  });
}

function overshootsOf({
  budgets,
  registry,
}: Pick<TelemetryOptions, 'budgets' | 'registry'>): NonNullable<Status['overshoots']> {
  const { currency } = registry.compile().organization;
  return budgets().flatMap(({ budget, overshoot }) =>
    overshoot > 0n ? [{ budget, overshoot: amount(overshoot), currency }] : [],
  );
}

function amount(pico: bigint): string {
  return Decimal.fromPico(pico).toString();
}
