import type { MissingTagPolicy, RouteStrategy, Stage, TagName } from '@weir/core/contract';
import type {
  AdmissionEnvironment,
  AdmissionKey,
  AdmissionProvider,
  AdmissionRoute,
  AdmissionState,
  AdmissionWorkload,
} from './admission-state.ts';
import { admissionGate, gateOfWorkload } from './compile-gate.ts';
import { admissionBudgets, admissionKills, admissionRateLimits } from './compile-limits.ts';
import { admissionTags } from './compile-tags.ts';
import { optional } from './services/present.ts';
import { inOrder } from './services/price-list-rows.ts';
import { overrideTerms } from './services/price-overrides.ts';
import type { Directory, Tables } from './store/directory.ts';

export interface CompileFacts {
  now: Date;
  trial: boolean;
  providers: Readonly<Record<string, AdmissionProvider>>;
}

/** Pure: the same rows give the same rules. Keys that were revoked stay in, so that callers are told why. */
export function compileAdmissionState(directory: Directory, facts: CompileFacts): AdmissionState {
  const { rows } = directory;
  const [organization] = rows.organization.values();
  return {
    version: directory.version,
    compiledAt: facts.now.toISOString(),
    organization: {
      id: organization?.id ?? 'default',
      timeZone: organization?.timeZone ?? 'UTC',
      currency: organization?.currency ?? 'USD',
    },
    gate: admissionGate(organization),
    keys: Object.fromEntries([...rows.key.values()].map((key) => [key.hash, admissionKey(key)])),
    workloads: mapValues(rows.workload, (workload) => admissionWorkload(workload, directory)),
    environments: mapValues(rows.environment, admissionEnvironment),
    ...admissionTags(rows.tagDefinition.values()),
    providers: { ...facts.providers },
    routes: mapValues(rows.route, admissionRoute),
    dataClasses: mapValues(rows.dataClass, ({ allowedProviders, allowedRegions }) => ({
      allowedProviders,
      allowedRegions,
    })),
    budgets: admissionBudgets(directory, facts.now),
    rateLimits: admissionRateLimits(directory),
    kills: admissionKills(directory),
    trial: facts.trial,
    priceOverrides: [...rows.priceOverride.values()].map(overrideTerms),
    priceLists: inOrder(rows.priceList.values()).map(({ digest, version, from }) => ({
      digest,
      version,
      ...(from === null ? {} : { from: from.getTime() }),
    })),
  };
}

function admissionKey(key: Tables['key']): AdmissionKey {
  return {
    id: key.id,
    workload: key.workload,
    state: key.revokedAt === null ? 'active' : 'revoked',
    ...(key.expiresAt === null ? {} : { expiresAt: key.expiresAt.getTime() }),
    tags: key.tags,
  };
}

function admissionWorkload(workload: Tables['workload'], directory: Directory): AdmissionWorkload {
  return {
    id: workload.id,
    environment: workload.environment,
    stage: workload.stage as Stage,
    tags: resolvedTags(workload, directory),
    approvedModels: workload.approvedModels,
    ...optional('routing', workload.routing),
    ...optional('caching', workload.caching),
    ...optional('data', workload.data),
    ...optional('limits', workload.limits),
    ...optional('gate', gateOfWorkload(workload, directory)),
  };
}

function admissionRoute({ strategy, candidates }: Tables['route']): AdmissionRoute {
  return { strategy: strategy as RouteStrategy, candidates };
}

/** Upwards: what a workload does not say, its application's team says, then that team's cost center. */
function resolvedTags(workload: Tables['workload'], { rows }: Directory): Record<string, string> {
  const team = workload.team ?? rows.application.get(workload.application)?.team ?? undefined;
  const ofTeam = team === undefined ? undefined : rows.team.get(team)?.costCenter;
  const [organization] = rows.organization.values();
  return present({
    ...workload.tags,
    organization: organization?.id,
    cost_center: workload.costCenter ?? ofTeam,
    team,
    application: workload.application,
    workload: workload.id,
    environment: workload.environment,
    owner: workload.owner,
    use_case: workload.useCase,
    business_process: workload.businessProcess,
    request_type: workload.requestType,
  });
}

function admissionEnvironment(environment: Tables['environment']): AdmissionEnvironment {
  return {
    requiredTags: environment.requiredTags as TagName[],
    missingTagPolicy: environment.missingTagPolicy as MissingTagPolicy,
    defaults: environment.defaults,
  };
}

function present(tags: Record<string, string | null | undefined>): Record<string, string> {
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(tags)) if (value != null) known[name] = value;
  return known;
}

function mapValues<T, R>(map: ReadonlyMap<string, T>, fn: (value: T) => R): Record<string, R> {
  return Object.fromEntries([...map].map(([id, value]) => [id, fn(value)]));
}
