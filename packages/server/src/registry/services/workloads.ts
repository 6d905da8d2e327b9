import type {
  changeWorkload,
  createWorkload,
  MergedWorkload,
  mergeWorkload,
  Page,
  Stage,
  Workload,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { applications, budgets, costCenters, teams, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { ensureEnvironment } from './environments.ts';
import { checkGateOfStage } from './gate-stage.ts';
import { keepOwnerFindings, todayOf } from './owner-findings.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { checkPolicies } from './policies.ts';
import { notFound, refuseDuplicate, requireReference } from './references.ts';
import { checkTags, WORKLOAD_FIELD_TAGS } from './tags.ts';
import { checkWorkloadBudget, setWorkloadBudget } from './workload-budget.ts';
import { familyOf } from './workload-family.ts';
import { mergeInto } from './workload-merge.ts';
import { checkProfile } from './workload-profile.ts';
import { type BudgetRow, presentWorkload, type WorkloadRow } from './workload-rows.ts';

type Create = z.infer<typeof createWorkload>;
type ChangeInput = z.infer<typeof changeWorkload>;

export interface WorkloadFilter extends PageRequest {
  application?: string;
  environment?: string;
  stage?: Stage;
}

export interface WorkloadService {
  create(input: Create, by: ChangeBy): Promise<Workload>;
  list(filter: WorkloadFilter): Promise<Page<Workload>>;
  show(id: string): Promise<Workload>;
  /** Retiring is a change of stage to `retired`: its keys are refused from then on. */
  change(id: string, input: ChangeInput, by: ChangeBy): Promise<Workload>;
  /** Ends it in favour of another workload of its environment, which its keys call for from then on. */
  merge(id: string, input: z.infer<typeof mergeWorkload>, by: ChangeBy): Promise<MergedWorkload>;
  /** It and all that were merged into it, from memory: whose figures are its figures. */
  family(id: string): string[];
  /** What each merged workload was merged into, from memory. */
  merged(): ReadonlyMap<string, string>;
}

export function workloadService(store: Store, currency: () => string): WorkloadService {
  const today = (now: Date) => todayOf(store.directory, now.getTime());
  const follow = (change: Change) => keepOwnerFindings(change, today(change.now));

  async function check({ tx, now }: Change, input: ChangeInput, old?: WorkloadRow): Promise<void> {
    await requireReference(tx, costCenters, 'cost center', 'cost_center', input.cost_center);
    await requireReference(tx, teams, 'team', 'team', input.team);
    checkTags(input.tags ?? {}, 'tags', WORKLOAD_FIELD_TAGS, 'Set it as a field of the workload.');
    if (input.budget) checkWorkloadBudget(input.budget, currency());
    await checkPolicies(tx, input);
    const facts = { today: today(now), now, currency: currency() };
    await checkProfile(tx, input, old === undefined ? facts : { ...facts, old });
  }

  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, workloads, 'workload', input.id);
        await requireReference(change.tx, applications, 'application', 'application', input.application);
        await check(change, input);
        const stage = input.stage ?? firstStage(input.environment);
        checkGateOfStage(store, { ...input, stage }, undefined);
        await ensureEnvironment(change, input.environment);
        return insertWorkload(change, input);
      }),
    async list(filter) {
      const page = keyset(filter, workloads.createdAt, workloads.id);
      const { application, environment, stage } = filter;
      const rows = await withBudget(store.db)
        .where(
          and(
            page.after,
            application === undefined ? undefined : eq(workloads.application, application),
            environment === undefined ? undefined : eq(workloads.environment, environment),
            stage === undefined ? undefined : eq(workloads.stage, stage),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(
        rows,
        page,
        ({ workload, budget }) => presentWorkload(workload, budget),
        ({ workload }) => ({ at: workload.createdAt, id: workload.id }),
      );
    },
    async show(id) {
      const { workload, budget } = await find(store.db, id);
      return presentWorkload(workload, budget);
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        refuseRevival(old.workload, input);
        await check(change, input, old.workload);
        const row = changedRow(old.workload, input, change.now);
        checkGateOfStage(store, row, old.workload);
        await change.tx.update(workloads).set(row).where(eq(workloads.id, id));
        const budget =
          input.budget === undefined
            ? old.budget
            : await setWorkloadBudget(change, id, input.budget ?? undefined);
        change.put('workload', id, row);
        const after = presentWorkload(row, budget);
        change.audit('workload.change', `workload/${id}`, presentWorkload(old.workload, old.budget), after);
        await follow(change);
        return after;
      }),
    merge: (id, input, by) =>
      store.change(by, async (change) => {
        const merged = await mergeInto(change, id, input);
        await follow(change);
        const { workload, budget } = await find(change.tx, id);
        return { workload: presentWorkload(workload, budget), ...merged };
      }),
    family: (id) => familyOf(store.directory, id),
    merged: () =>
      new Map(
        [...store.directory.rows.workload.values()].flatMap(({ id, mergedInto }) =>
          mergedInto === null ? [] : [[id, mergedInto] as const],
        ),
      ),
  };
}

/** Writes a workload whose references exist. */
export async function insertWorkload(change: Change, input: Create): Promise<Workload> {
  const row = newRow(input, change.now);
  await change.tx.insert(workloads).values(row);
  const budget = input.budget && (await setWorkloadBudget(change, row.id, input.budget));
  change.put('workload', row.id, row);
  change.audit('workload.create', `workload/${row.id}`, undefined, presentWorkload(row, budget));
  return presentWorkload(row, budget);
}

function newRow(input: Create, now: Date): WorkloadRow {
  return {
    id: input.id,
    name: input.name ?? input.id,
    application: input.application,
    environment: input.environment,
    stage: input.stage ?? firstStage(input.environment),
    owner: input.owner,
    costCenter: input.cost_center ?? null,
    team: input.team ?? null,
    useCase: input.use_case ?? null,
    businessProcess: input.business_process ?? null,
    requestType: input.request_type ?? null,
    approvedModels: input.approved_models ?? [],
    routing: input.routing ?? null,
    caching: input.caching ?? null,
    data: input.data ?? null,
    limits: input.limits ?? null,
    description: input.description ?? null,
    technicalOwner: input.technical_owner ?? null,
    classification: input.classification ?? null,
    usageProfile: input.usage_profile ?? null,
    fallbackPlan: input.fallback_plan ?? null,
    qualityMetric: input.quality_metric ?? null,
    valueMetric: input.value_metric ?? null,
    reviewDate: input.review_date ?? null,
    mergedInto: null,
    tags: input.tags ?? {},
    createdAt: now,
    updatedAt: now,
  };
}

/** A proof of concept may not run in production, so there the stage has to be said. */
function firstStage(environment: string): Stage {
  if (environment !== 'production') return 'poc';
  throw new WeirError('invalid_argument', 'A workload in production needs a stage', {
    field: 'stage',
    remedy:
      'Say pilot or production (--stage pilot): calls of a poc are refused in the environment production.',
  });
}

/** Its keys call for another one now. */
function refuseRevival({ id, mergedInto }: WorkloadRow, { stage }: ChangeInput): void {
  if (mergedInto === null || stage === undefined || stage === 'retired') return;
  throw new WeirError('conflict', `The workload "${id}" was merged into "${mergedInto}"`, {
    field: 'stage',
    remedy: `It stays retired: change "${mergedInto}", or create a new workload.`,
  });
}

function changedRow(old: WorkloadRow, input: ChangeInput, now: Date): WorkloadRow {
  const keep = <T>(next: T | undefined, current: T) => (next === undefined ? current : next);
  return {
    ...old,
    name: input.name === null ? old.id : (input.name ?? old.name),
    stage: input.stage ?? old.stage,
    owner: input.owner ?? old.owner,
    costCenter: keep(input.cost_center, old.costCenter),
    team: keep(input.team, old.team),
    useCase: keep(input.use_case, old.useCase),
    businessProcess: keep(input.business_process, old.businessProcess),
    requestType: keep(input.request_type, old.requestType),
    approvedModels: input.approved_models ?? old.approvedModels,
    routing: keep(input.routing, old.routing),
    caching: keep(input.caching, old.caching),
    data: keep(input.data, old.data),
    limits: keep(input.limits, old.limits),
    description: keep(input.description, old.description),
    technicalOwner: keep(input.technical_owner, old.technicalOwner),
    classification: keep(input.classification, old.classification),
    usageProfile: keep(input.usage_profile, old.usageProfile),
    fallbackPlan: keep(input.fallback_plan, old.fallbackPlan),
    qualityMetric: keep(input.quality_metric, old.qualityMetric),
    valueMetric: keep(input.value_metric, old.valueMetric),
    reviewDate: keep(input.review_date, old.reviewDate),
    tags: input.tags ?? old.tags,
    updatedAt: now,
  };
}

function withBudget(db: Queries) {
  return db
    .select({ workload: workloads, budget: budgets })
    .from(workloads)
    .leftJoin(budgets, eq(budgets.ofWorkload, workloads.id));
}

async function find(db: Queries, id: string): Promise<{ workload: WorkloadRow; budget: BudgetRow | null }> {
  const [row] = await withBudget(db).where(eq(workloads.id, id));
  if (row === undefined) throw notFound('workload', id);
  return row;
}
