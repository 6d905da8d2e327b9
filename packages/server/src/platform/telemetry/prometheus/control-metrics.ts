import { Counter, Gauge, type Registry } from 'prom-client';

/** What control knows by itself; asked when somebody scrapes. */
export interface ControlFigures {
  ledger(): { lag_ms: number; spool_bytes: number; last_error?: string | undefined };
  spoolLimitBytes: number;
  /** Decimal amounts in units of the currency. */
  budgets(): readonly BudgetFigures[];
  /** Hosts that run gateways only. */
  hosts?(): readonly HostFigures[];
  /** Counts are since control started. */
  otlp(): { queued: number; sent: number; dropped: number } | undefined;
  version: string;
}

export interface HostFigures {
  host: string;
  connected: boolean;
  spool: { lag_ms: number; spool_bytes: number };
}

export interface BudgetFigures {
  budget: string;
  currency: string;
  limit: string;
  settled: string;
  held: string;
  remaining: string;
  overshoot: string;
}

/** Ledger, budgets and exports, read at the moment of the scrape. */
export function addControlMetrics(registry: Registry, figures: ControlFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('weir_ledger_lag_seconds', 'Age of the oldest call that waits for the ledger', () => {
    return figures.ledger().lag_ms / 1_000;
  });
  gauge(
    'weir_spool_bytes',
    'Spool on disk that is not yet in the ledger',
    () => figures.ledger().spool_bytes,
  );
  gauge('weir_spool_limit_bytes', 'Bound of the spool; above it calls are refused', () => {
    return figures.spoolLimitBytes;
  });
  gauge('weir_ledger_failing', '1 while the ledger cannot be written', () => {
    return Number(figures.ledger().last_error !== undefined);
  });
  new Gauge({ name: 'weir_info', help: 'Version that runs', labelNames: ['version'], registers }).set(
    { version: figures.version },
    1,
  );
  addBudgets(registry, figures);
  addHosts(registry, figures);
  if (figures.otlp() !== undefined) addOtlp(registry, figures);
}

const BUDGET_GAUGES = [
  ['weir_budget_limit', 'limit', 'Limit in force for the running period of a budget'],
  ['weir_budget_settled', 'settled', 'Spent of the budget'],
  ['weir_budget_held', 'held', 'Leased to gateways, open reservations included'],
  ['weir_budget_remaining', 'remaining', 'Neither spent nor leased'],
  [
    'weir_budget_overshoot',
    'overshoot',
    'Taken beyond the limit because a provider reported more than the worst case',
  ],
] as const;

function addBudgets(registry: Registry, { budgets }: ControlFigures): void {
  for (const [name, field, help] of BUDGET_GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['budget', 'currency'],
      registers: [registry],
      collect() {
        this.reset();
        for (const budget of budgets()) {
          this.set({ budget: budget.budget, currency: budget.currency }, Number(budget[field]));
        }
      },
    });
  }
}

function addHosts(registry: Registry, { hosts }: ControlFigures): void {
  const gauge = (name: string, help: string, of: (host: HostFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['host'],
      registers: [registry],
      collect() {
        this.reset();
        for (const host of hosts?.() ?? []) this.set({ host: host.host }, of(host));
      },
    });
  gauge(
    'weir_gateway_host_up',
    '1 while a gateway host is connected, 0 while it is cut off',
    ({ connected }) => Number(connected),
  );
  gauge(
    'weir_gateway_host_spool_bytes',
    'Spool of a host that is not yet in the ledger',
    ({ spool }) => spool.spool_bytes,
  );
}

function addOtlp(registry: Registry, { otlp }: ControlFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'weir_otlp_queue_spans',
    help: 'Spans that wait for the collector',
    registers,
    collect() {
      this.set(otlp()?.queued ?? 0);
    },
  });
  for (const [name, field, help] of [
    ['weir_otlp_spans_sent_total', 'sent', 'Spans the collector took'],
    ['weir_otlp_spans_dropped_total', 'dropped', 'Spans lost to a full queue or a refusal'],
  ] as const) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(otlp()?.[field] ?? 0);
      },
    });
  }
}
