import { randomBytes } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import { createVault, type Vault } from '../platform/crypto/vault.ts';
import type { AdmissionState } from './admission-state.ts';
import { compileAdmissionState } from './compile.ts';
import { dumpTables } from './dump/dump.ts';
import type { TableLines } from './dump/tables.ts';
import { hasRealProvider, providersOf } from './providers.ts';
import { seed } from './seed.ts';
import { type AdminTokenService, adminTokenService } from './services/admin-tokens.ts';
import { type AgreementService, agreementService, type CheckAgreement } from './services/agreements.ts';
import { type AlertChannelService, alertChannelService } from './services/alert-channels.ts';
import { type AlertDeliveryService, alertDeliveryService } from './services/alert-deliveries.ts';
import { type AlertRuleService, alertRuleService } from './services/alert-rules.ts';
import { type AlertService, alertService } from './services/alerts.ts';
import { type AllocationRuleService, allocationRuleService } from './services/allocation-rules.ts';
import { type ApplicationService, applicationService } from './services/applications.ts';
import { type ApprovalService, approvalService } from './services/approvals.ts';
import { type AttributionRuleService, attributionRuleService } from './services/attribution-rules.ts';
import { type AuditService, auditService } from './services/audit.ts';
import { type BudgetLiftService, budgetLiftService } from './services/budget-lifts.ts';
import { type BudgetService, budgetService } from './services/budgets.ts';
import { type CostCenterService, costCenterService } from './services/cost-centers.ts';
import { type CostItemService, costItemService } from './services/cost-items.ts';
import { type CostQuantityService, costQuantityService } from './services/cost-quantities.ts';
import { type DataClassService, dataClassService } from './services/data-classes.ts';
import { type DeclarationService, declarationService } from './services/declarations.ts';
import { type EnvironmentService, environmentService } from './services/environments.ts';
import { type ExchangeRateService, exchangeRateService } from './services/exchange-rates.ts';
import { type FindingService, findingService } from './services/findings.ts';
import { type GateService, gateService } from './services/gates.ts';
import { type IncarnationService, incarnationService } from './services/incarnations.ts';
import { type KeyUsage, keyUsage } from './services/key-usage.ts';
import { type KeyService, keyService } from './services/keys.ts';
import { type KillService, killService } from './services/kills.ts';
import { type MappingService, mappingService } from './services/mappings.ts';
import { type NoteService, noteService } from './services/notes.ts';
import { type OrganizationService, organizationService } from './services/organization.ts';
import { type OrganizationImport, organizationImport } from './services/organization-import.ts';
import { type OutcomeRuleService, outcomeRuleService } from './services/outcome-rules.ts';
import { type OutcomeWebhookService, outcomeWebhookService } from './services/outcome-webhooks.ts';
import { keepOwnerFindings, todayOf } from './services/owner-findings.ts';
import { type PendingAllocationService, pendingAllocationService } from './services/pending-allocations.ts';
import { type PersonService, personService } from './services/people.ts';
import { type PeriodService, periodService } from './services/periods.ts';
import { type PriceListRules, type PriceListService, priceListService } from './services/price-lists.ts';
import {
  type CheckOverride,
  type PriceOverrideService,
  priceOverrideService,
} from './services/price-overrides.ts';
import { type ProposalService, proposalService } from './services/proposals.ts';
import { type QualityScoreService, qualityScoreService } from './services/quality-scores.ts';
import { type QuarantineService, quarantineService } from './services/quarantine.ts';
import { type RateLimitService, rateLimitService } from './services/rate-limits.ts';
import { type ResourceService, resourceService } from './services/resources.ts';
import { type RouteService, routeService } from './services/routes.ts';
import { type SavedViewService, savedViewService } from './services/saved-views.ts';
import type { RandomBytes } from './services/secrets.ts';
import { type SessionService, sessionService } from './services/sessions.ts';
import { type SourceRunService, sourceRunService } from './services/source-runs.ts';
import { type SourceService, sourceService } from './services/sources.ts';
import { type TagDefinitionService, tagDefinitionService } from './services/tag-definitions.ts';
import { type TeamService, teamService } from './services/teams.ts';
import { type VirtualTagService, virtualTagService } from './services/virtual-tags.ts';
import { type WorkloadService, workloadService } from './services/workloads.ts';
import { openPglite } from './store/pglite.ts';
import { openPostgres, type PostgresOptions } from './store/postgres.ts';
import { readSetting, writeSetting } from './store/settings.ts';
import { createStore, type Store } from './store/store.ts';

export interface RegistryOptions {
  /** Where PGlite keeps its files; the caller holds the data directory's lock. `memory` for tests. */
  dir: string | 'memory';
  /** Keeps it in PostgreSQL instead; `dir` is not touched then. */
  postgres?: PostgresOptions;
  /** Dump of an empty database to begin a new one with. */
  template?: Blob;
  clock: Clock;
  id: () => string;
  env: Readonly<Record<string, string | undefined>>;
  config: Config;
  random?: RandomBytes;
  /** Keeps the secrets of alert channels. Without one they can be read by this process only: for tests. */
  vault?: Vault;
  checkOverride?: CheckOverride;
  checkAgreement?: CheckAgreement;
  /** Needed where lists are proposed. */
  priceListRules?: PriceListRules;
}

/** Who owns what, under which rules. Every change is audited, durable before it is answered, and compiled. */
export interface Registry {
  organization: OrganizationService;
  costCenters: CostCenterService;
  teams: TeamService;
  applications: ApplicationService;
  workloads: WorkloadService;
  /** Who owns, reviews and uses. */
  people: PersonService;
  organizationImport: OrganizationImport;
  /** Opens and closes findings about owners who left and reviews that are due. For the leading control, daily. */
  keepOwnerFindings(): Promise<void>;
  environments: EnvironmentService;
  /** Which values tags may have, and what they lie under. */
  tagDefinitions: TagDefinitionService;
  /** Dimensions that no call carries. */
  virtualTags: VirtualTagService;
  /** Whose calls of the past were. */
  attributionRules: AttributionRuleService;
  routes: RouteService;
  dataClasses: DataClassService;
  budgets: BudgetService;
  budgetLifts: BudgetLiftService;
  /** Questions to people: may this budget be lifted, may this task go on. */
  approvals: ApprovalService;
  rateLimits: RateLimitService;
  /** Kill switches. */
  kills: KillService;
  /** What workloads need before production: decisions, and what was found. */
  gates: GateService;
  /** Gateway incarnations whose records may not have landed yet. */
  incarnations: IncarnationService;
  keys: KeyService;
  keyUsage: Pick<KeyUsage, 'record' | 'flush'>;
  priceOverrides: PriceOverrideService;
  priceLists: PriceListService;
  exchangeRates: ExchangeRateService;
  agreements: AgreementService;
  adminTokens: AdminTokenService;
  sessions: SessionService;
  findings: FindingService;
  alertRules: AlertRuleService;
  alertChannels: AlertChannelService;
  alerts: AlertService;
  alertDeliveries: AlertDeliveryService;
  /** Things in accounts of providers, and whose they are. */
  resources: ResourceService;
  /** Questions to the ledger that people keep. */
  savedViews: SavedViewService;
  /** Remarks on days of charts. */
  notes: NoteService;
  /** Connectors to what the gateway does not see, what they did, and the rows they could not understand. */
  sources: SourceService;
  sourceRuns: SourceRunService;
  quarantine: QuarantineService;
  /** How columns of somebody's files become lines. */
  mappings: MappingService;
  /** What sets of files declared when they were last applied. */
  declarations: DeclarationService;
  /** What AI costs beside calls, and who bears it. */
  costItems: CostItemService;
  costQuantities: CostQuantityService;
  allocationRules: AllocationRuleService;
  pendingAllocations: PendingAllocationService;
  /** Make outcomes of tasks that end as described. */
  outcomeRules: OutcomeRuleService;
  /** Systems that sign the outcomes they send. */
  outcomeWebhooks: OutcomeWebhookService;
  qualityScores: QualityScoreService;
  /** Months of the books that are reviewed or closed. */
  periods: PeriodService;
  /** Changes to the books that wait for somebody's word. */
  proposals: ProposalService;
  audit: AuditService;
  /** The rules in force, from memory; the same object until something changes. */
  compile(): AdmissionState;
  /** Called with the new version after changes; a burst of changes may be told once. Returns how to stop. */
  onChange(listener: (version: number) => void): () => void;
  /** Makes what a new installation starts with; `{}` when that was done before. */
  seedFirstStart(options?: { timeZone?: string }): Promise<{ adminToken?: string; sandboxKey?: string }>;
  /** All rows of all tables at one moment, for backups: secrets are sealed, tokens are hashes. */
  dump(): Promise<TableLines[]>;
  /** Writes what is pending, then closes; nothing may be in flight. */
  close(): Promise<void>;
}

export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { dir, postgres, template } = options;
  const database = postgres === undefined ? await openPglite(dir, template) : await openPostgres(postgres);
  try {
    const store = await createStore(database, options.clock, options.id);
    return await assemble(store, options, () => database.close());
  } catch (error) {
    await database.close();
    throw error;
  }
}

export function seedFirstStart(registry: Registry, options?: { timeZone?: string }) {
  return registry.seedFirstStart(options);
}

const ANY_LIST: PriceListRules = { check: () => {}, diff: () => [] };

async function assemble(
  store: Store,
  options: RegistryOptions,
  closeDatabase: () => Promise<void>,
): Promise<Registry> {
  const { clock, env, config, random = randomBytes, checkOverride = () => {} } = options;
  const { checkAgreement = () => {}, priceListRules = ANY_LIST } = options;
  const providers = providersOf(config, env);
  const trial = await endTrialIfReal(store, hasRealProvider(providers));
  const organization = organizationService(store);
  const usage = keyUsage(store);
  const findings = findingService(store, options.id);
  const { vault = createVault(randomBytes(32)) } = options;
  const alertRules = alertRuleService(store);
  const approvals = approvalService(store);
  const providerIds = () => Object.keys(providers);
  const currency = () => organization.show().currency;
  let compiled: AdmissionState | undefined;

  return {
    organization,
    costCenters: costCenterService(store),
    teams: teamService(store),
    applications: applicationService(store),
    workloads: workloadService(store, currency),
    people: personService(store),
    organizationImport: organizationImport(store),
    keepOwnerFindings: () =>
      store.change({ actor: 'system' }, (change) =>
        keepOwnerFindings(change, todayOf(store.directory, clock.now())),
      ),
    environments: environmentService(store),
    tagDefinitions: tagDefinitionService(store),
    virtualTags: await virtualTagService(store),
    attributionRules: attributionRuleService(store),
    routes: routeService(store, providerIds),
    dataClasses: dataClassService(store, providerIds),
    budgets: budgetService(store, { currency, providers: providerIds }),
    budgetLifts: budgetLiftService(store),
    approvals,
    outcomeRules: outcomeRuleService(store),
    outcomeWebhooks: outcomeWebhookService(store, random, vault),
    qualityScores: qualityScoreService(store),
    rateLimits: rateLimitService(store, providerIds),
    kills: killService(store, providerIds),
    gates: gateService(store),
    incarnations: incarnationService(store),
    keys: keyService(store, random),
    keyUsage: usage,
    priceOverrides: priceOverrideService(store, checkOverride),
    priceLists: priceListService(store, priceListRules),
    exchangeRates: exchangeRateService(store),
    agreements: agreementService(store, checkAgreement),
    adminTokens: adminTokenService(store, random),
    sessions: sessionService(store, random),
    findings,
    alertRules,
    alertChannels: alertChannelService(store, random, vault),
    alerts: alertService(store, options.id),
    alertDeliveries: alertDeliveryService(store),
    resources: resourceService(store),
    savedViews: savedViewService(store),
    notes: noteService(store),
    sources: sourceService(store, vault),
    mappings: await mappingService(store),
    sourceRuns: sourceRunService(store, options.id),
    quarantine: quarantineService(store),
    declarations: declarationService(store),
    costItems: costItemService(store),
    costQuantities: costQuantityService(store),
    allocationRules: allocationRuleService(store),
    pendingAllocations: pendingAllocationService(store),
    periods: periodService(store),
    proposals: proposalService(store),
    audit: auditService(store),
    compile() {
      if (compiled?.version !== store.directory.version) {
        compiled = compileAdmissionState(store.directory, { now: new Date(clock.now()), trial, providers });
      }
      return compiled;
    },
    onChange: (listener) => store.onChange(listener),
    dump: () => dumpTables(store.db),
    async seedFirstStart({ timeZone = 'UTC' } = {}) {
      const made = (await seed(store, random, timeZone)) ?? {};
      await alertRules.seed();
      return made;
    },
    async close() {
      await usage.close();
      await findings.flush();
      await approvals.flush();
      await closeDatabase();
    },
  };
}

/** Once a real provider was there, calls never fall back to the sandbox unasked again, even if its key goes away. */
async function endTrialIfReal(store: Store, real: boolean): Promise<boolean> {
  const before = (await readSetting(store.db, 'trial')) ?? true;
  if (!before || !real) return before;
  await store.change({ actor: 'system' }, async (change) => {
    await writeSetting(change.tx, 'trial', false);
    change.audit('installation.trial_ended', 'installation', { trial: true }, { trial: false });
  });
  return false;
}
