import type {
  BackupEvent,
  BudgetStatus,
  CallContent,
  GatewayHost,
  ImportEvent,
  LiveEvent,
  MappingPreview,
  MappingRules,
  ModelTier,
  OutcomeImport,
  PlaygroundAnswer,
  PlaygroundRequest,
  PriceView,
  ProviderHealth,
  QuoteAnswer,
  RateLimitView,
  RoutingDecision,
  SimulateRoute,
  Status,
} from '@weir/core/contract';
import type { AlertDesk } from '../alerts/index.ts';
import type { AttributionBooks } from '../books/attribution/index.ts';
import type { FullCost } from '../books/full-cost/index.ts';
import type { Periods } from '../books/periods/index.ts';
import type { Proposals } from '../books/proposals/index.ts';
import type { Reconciliation } from '../books/reconciliation/index.ts';
import type { Applier } from '../governance/apply/index.ts';
import type { GateDesk } from '../governance/gate/index.ts';
import type { Received, TraceReceiver } from '../ingest/otlp/index.ts';
import type { SourceDesk } from '../ingest/sources/index.ts';
import type { OutcomeStore } from '../ledger/outcome-port.ts';
import type { RememberingLedger } from '../ledger/remembered.ts';
import type { StatementStore } from '../ledger/statement-port.ts';
import type { LiveTask, TaskKey } from '../limits/tasks/port.ts';
import type { CsvOptions, Intake } from '../outcomes/index.ts';
import type { UnitDesk } from '../outcomes/unit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Registry } from '../registry/registry.ts';
import type { ChangeBy } from '../registry/store/change.ts';
import type { FocusExporter } from '../reports/focus/index.ts';
import type { SessionCodes } from './auth/session-codes.ts';
import type { ModelDirectory } from './models/directory.ts';
import type { AgreementDesk, PriceDesk } from './price-desk.ts';

/** Whether prompts of a workload begin alike. */
export interface PromptPrefix {
  workload: string;
  /** Sampled calls the share rests on. */
  calls: number;
  /** Of calls whose first 1,024 tokens equal those of a recent one, 0 to 1. */
  share: number;
  /** Where the others part most often. */
  divergence: string | undefined;
}

export const IMPORT_FORMATS = ['azure-trace', 'csv', 'jsonl'] as const;

export interface ImportOptions {
  format: (typeof IMPORT_FORMATS)[number];
  /** For calls that do not name one. */
  provider?: string;
  model?: string;
  workload?: string;
  /** Field by column of the file. */
  map: Readonly<Record<string, string>>;
}

export interface DemoHistoryOptions {
  days: number;
  /** Not after now. */
  until?: Date;
}

export type RateLimitStatuses = ReadonlyMap<string, NonNullable<RateLimitView['status']>>;

/** `createFocusExporter`, and what FOCUS sources told. */
export interface FocusDeps {
  exporter: FocusExporter;
  statements: Pick<StatementStore, 'lines'>;
}

/** `TraceReceiver`, and whom to tell of what landed. */
export interface OtlpDeps {
  receiver: Pick<TraceReceiver, 'receive' | 'senderOf'>;
  landed(received: Received): void;
}

/** `openOutcomes`. */
export interface OutcomeDeps {
  store: Pick<OutcomeStore, 'list' | 'versions'>;
  intake: Intake;
  /** Throws WeirError for a file it cannot read at all. */
  importFile(file: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<OutcomeImport>;
}

/** Everything the admin API needs; `app` puts it together. */
export interface AdminDeps {
  registry: Registry;
  ledger: RememberingLedger;
  /** Throws WeirError for a file it cannot read at all. Stops when its consumer stops. */
  importer: (stream: AsyncIterable<Uint8Array>, options: ImportOptions) => AsyncIterable<ImportEvent>;
  /** Writes the past of the demo company to the ledger; absent where there is no demo. */
  demoHistory?: (options: DemoHistoryOptions) => AsyncIterable<ImportEvent>;
  pricing: {
    /** Undefined when the provider is unknown. */
    show(provider: string, model: string, at: Date): PriceView | undefined;
    quote(lines: readonly unknown[]): QuoteAnswer['data'];
  };
  /** `priceDeskOf`: prices over time and against what was used. */
  priceDesk?: PriceDesk;
  /** `createAgreementBooks`. */
  agreementDesk?: AgreementDesk;
  /** `createAttributionBooks`: whose calls of the past were; absent where no books are kept. */
  attribution?: AttributionBooks;
  /** `createModelDirectory` over catalog and price book. */
  models?: ModelDirectory;
  /** What gateways saw of how prompts begin, a row per gateway and workload; absent where no gateway runs. */
  prefixes?: () => readonly PromptPrefix[];
  /** How providers do, as every gateway saw it last; absent where no gateway runs. */
  providerHealth?: () => readonly ProviderHealth[];
  /** Decides as a gateway would, without sending anything. Throws what the gateway would refuse such a call with. */
  simulateRoute?: (input: SimulateRoute) => RoutingDecision | Promise<RoutingDecision>;
  /** `createBudgetStatus`: what is left of these budgets now, by id; absent where no control runs that could know. */
  budgetStatus?: (ids: readonly string[]) => Promise<ReadonlyMap<string, BudgetStatus>>;
  /** What rate limits do now, by id; absent where no control runs. */
  rateLimitStatus?: () => RateLimitStatuses | Promise<RateLimitStatuses>;
  /** Models of a tier as charges name them: budgets of a tier are summed by it. */
  modelsOfTier?: (tier: ModelTier) => readonly { provider: string; model: string }[];
  /** What control knows of tasks beyond the ledger; absent where no control runs. */
  tasks?: { live(key: TaskKey): LiveTask | undefined };
  /** Sends a request through a gateway on behalf of a workload that exists, streams included, and waits for its end. */
  playground?: (input: PlaygroundRequest) => Promise<PlaygroundAnswer>;
  /** Prompt and completion of a call, where a policy keeps them; undefined when nothing is kept, or no longer. */
  content?: (callId: string, startedAt: string) => Promise<CallContent | undefined>;
  /** `createGateDesk`: what workloads need for production; absent where the ledger is not at hand. */
  gates?: GateDesk;
  /** Hosts that run gateways only; absent where there can be none. */
  gateways?: {
    hosts(): readonly GatewayHost[];
    /** Throws WeirError `not_found`, `conflict`. */
    forget(instance: string, by: ChangeBy): Promise<void>;
  };
  /** `createSourceDesk`: connectors to what the gateway does not see; absent where none can run. */
  sources?: Omit<SourceDesk, 'scheduler' | 'stop'>;
  /** What the beginning of a file becomes by these rules, or by suggested ones. */
  previewMapping?: (fileName: string, content: Uint8Array, rules?: MappingRules) => Promise<MappingPreview>;
  /** `openBooks`: months, proposals, ledger against bills; absent where the ledger cannot tell charges. */
  books?: { proposals: Proposals; periods: Periods; reconciliation: Reconciliation };
  /** What was achieved; absent where the ledger is not open. */
  outcomes?: OutcomeDeps;
  /** `createApplier`: things declared in files. */
  apply?: Applier;
  /** `createUnitDesk`: what outcomes cost and are worth; absent where the ledger cannot tell. */
  unit?: UnitDesk;
  /** `openFullCost`: costs beside calls, shared out; absent where the ledger cannot tell what they are shared by. */
  fullCost?: FullCost;
  /** Checks and tests of alert channels: `createAlertDesk`. */
  alerts: Pick<AlertDesk, 'check' | 'test'>;
  status(): Status | Promise<Status>;
  /** Writes backups; absent where nobody holds the stores. */
  backups?: { create(directory: string): AsyncIterable<BackupEvent> };
  /** The ledger as FOCUS; absent where there is no ledger that can be read at large. */
  focus?: FocusDeps;
  /** Takes in traces of applications; absent where nothing runs that could. */
  otlp?: OtlpDeps;
  /** What `GET /metrics` answers; absent where it is switched off. */
  metrics?: { requireToken: boolean; scrape(): Promise<{ contentType: string; body: string }> };
  /** Calls the listener until the returned function is called. */
  events(listener: (event: LiveEvent) => void): () => void;
  /** Built console; without it the root says how to build one. */
  consoleDir?: string;
  /** Lets the local command line in as actor `cli`. */
  cliToken?: string;
  sessionCodes?: SessionCodes;
  /** Address the API is bound to: on loopback only loopback names are answered (DNS rebinding). */
  host: string;
  clock: Clock;
  log: Logger;
  version: string;
  /** How failed sign-ins are slowed down; tests replace it. */
  sleep?: (ms: number) => Promise<void>;
}
