import type {
  BudgetMode,
  BudgetPeriod,
  CachingPolicy,
  DataPolicy,
  DegradeTo,
  Dialect,
  GateMode,
  KillTarget,
  LimitsPolicy,
  MissingTagPolicy,
  RateMetric,
  RouteStrategy,
  RoutingPolicy,
  Scope,
  Stage,
  TagName,
} from '@weir/core/contract';

/**
 * Everything a gateway must know to admit a call, compiled by the registry, complete and versioned. It travels to
 * workers over the control channel and lies in `run/admission.json` (mode 0600) so that a worker can start while
 * control is down. It holds hashes of keys, never keys; provider secrets are named by environment variable.
 */
export interface AdmissionState {
  /** Strictly increasing. */
  version: number;
  compiledAt: string;
  organization: { id: string; timeZone: string; currency: string };
  /** What is done about production traffic of workloads that have not passed their gate. Absent: nothing. */
  gate?: AdmissionGate;
  /** By SHA-256 (hex) of the secret. */
  keys: Record<string, AdmissionKey>;
  workloads: Record<string, AdmissionWorkload>;
  environments: Record<string, AdmissionEnvironment>;
  /** Tags whose values are fixed, those that lie under others before these. Absent: none. */
  tags?: readonly AdmissionTag[];
  providers: Record<string, AdmissionProvider>;
  /** Virtual models by the name clients ask for. */
  routes: Record<string, AdmissionRoute>;
  dataClasses: Record<string, AdmissionDataClass>;
  /** In order of their ids: calls take leases in this order, so that two of them never wait for each other. */
  budgets: readonly AdmissionBudget[];
  rateLimits: readonly AdmissionRateLimit[];
  /** Kill switches that are thrown. */
  kills: readonly AdmissionKill[];
  /**
   * True until a real provider has once been configured in this installation. While true, a call whose provider has
   * no key is answered by the sandbox (labelled as such); afterwards the sandbox answers only workloads that name it.
   */
  trial: boolean;
  /** Organization price overrides, as accepted by core/pricing. */
  priceOverrides: readonly unknown[];
  /**
   * Approved price lists in the order in which they hold. Only their names: a gateway that does not have the content asks for it
   * by its digest. Empty: the bundled list.
   */
  priceLists: readonly AdmissionPriceList[];
}

export interface AdmissionGate {
  mode: GateMode;
  /** Epoch ms: from then on `grace` is `enforce`. */
  graceUntil?: number;
}

/** What a workload lacks; absent on a workload that has passed, and rests on nothing that ends. */
export interface AdmissionGateOfWorkload {
  /** Ids of items. Empty: it has passed, or is excepted, until `until`. */
  missing: readonly string[];
  /** Epoch ms of the first of `later`. */
  until?: number;
  /** What will be missing, and from when (epoch ms), unless somebody decides anew: gateways need not hear of it. */
  later?: readonly { item: string; from: number }[];
}

export interface AdmissionPriceList {
  /** SHA-256 of the content, hex. */
  digest: string;
  version: string;
  /** Epoch milliseconds; absent: since ever. */
  from?: number;
}

export interface AdmissionKey {
  id: string;
  workload: string;
  state: 'active' | 'revoked';
  /** Epoch milliseconds; also the end of the grace of a rotated key. */
  expiresAt?: number;
  tags: Record<string, string>;
  /** Of control alone: the provider that its calls would go to first is held down for them, and for nobody else. */
  drill?: true;
}

export interface AdmissionWorkload {
  id: string;
  environment: string;
  stage: Stage;
  /** Fixed tags: application, owner, environment, cost_center, team, use_case ..., already resolved upwards. */
  tags: Record<string, string>;
  approvedModels: readonly string[];
  routing?: RoutingPolicy;
  caching?: CachingPolicy;
  data?: DataPolicy;
  limits?: LimitsPolicy;
  gate?: AdmissionGateOfWorkload;
}

export interface AdmissionBudget {
  id: string;
  name: string;
  scope: Scope;
  /** In the organization's currency, without roll-over and lifts. */
  amountPico: string;
  currency: string;
  period: BudgetPeriod;
  /** Of a `fixed` period, epoch ms. */
  startsAt?: number;
  endsAt?: number;
  mode: BudgetMode;
  yellowPercent: number;
  redPercent: number;
  degradeTo?: DegradeTo;
  onAuthorityLoss: 'closed' | 'held_lease';
  approvers: readonly string[];
  owner?: string;
  rollOver: 'none' | 'unused';
  /** In the organization's currency. */
  rollOverMaxPico?: string;
  /** Lifts that have not ended; `until` in epoch ms. */
  lifts: readonly { amountPico: string; from: number; until: number }[];
}

export interface AdmissionRateLimit {
  id: string;
  name: string;
  scope: Scope;
  per?: string;
  metric: RateMetric;
  /** Requests, tokens, calls; cost in pico-units. Decimal text of a whole number. */
  limit: string;
  windowSeconds: number;
  burst?: string;
  queueMs: number;
}

export interface AdmissionKill {
  id: string;
  target: KillTarget;
  /** Absent for `everything`. */
  subject?: string;
  reason: string;
  cut: boolean;
}

export interface AdmissionRoute {
  strategy: RouteStrategy;
  candidates: readonly { model: string; weight: number }[];
}

/** Empty lists allow all. */
export interface AdmissionDataClass {
  allowedProviders: readonly string[];
  allowedRegions: readonly string[];
}

export interface AdmissionEnvironment {
  requiredTags: readonly TagName[];
  missingTagPolicy: MissingTagPolicy;
  defaults: Record<string, string>;
}

export interface AdmissionTag {
  name: string;
  /** Empty: any value. */
  allowed: readonly string[];
  /** Tag it lies under, and which value of that a value lies under. */
  parent?: string;
  parentValues: Readonly<Record<string, string>>;
  onUnknown: 'reject' | 'quarantine';
}

export interface AdmissionProvider {
  id: string;
  dialect: Dialect;
  baseUrl: string;
  /** Name of the environment variable that holds the secret; absent when the server needs none. */
  secretEnv?: string;
  /** Id in the price list; differs from `id` for a self-named compatible server. */
  priceProvider: string;
  sandbox: boolean;
  /** The secret is present, or none is needed. */
  configured: boolean;
  /** Models sent here by exact name or `prefix*`, tried before the catalog's own matching. */
  models: readonly string[];
  /** Server rejects `stream_options`; usage of its streams is then estimated. */
  noStreamOptions: boolean;
  /** How it is reached and signed for; `direct` means at its base URL with its secret in the dialect's header. */
  platform: PlatformId;
  /** What the platform needs besides a URL and a secret: region, project, api_version ... */
  settings: Readonly<Record<string, string>>;
  /** Where it keeps and works on data, as data classes name it. */
  region?: string;
  /** Where it really works on requests, as its platform or address says: prices go by that. Absent where that costs nothing extra. */
  priceRegion?: string;
  /** Names in its base URL may resolve to private addresses, and http to them is allowed. */
  allowPrivateNetwork?: boolean;
}

export const PLATFORM_IDS = ['direct', 'azure', 'bedrock', 'vertex'] as const;
export type PlatformId = (typeof PLATFORM_IDS)[number];
