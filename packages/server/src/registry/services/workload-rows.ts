import type { Stage, Workload } from '@weir/core/contract';
import type { Tables } from '../store/directory.ts';
import { optional, stamps } from './present.ts';
import { presentWorkloadBudget } from './workload-budget.ts';

export type WorkloadRow = Tables['workload'];
export type BudgetRow = Tables['budget'];

export function presentWorkload(row: WorkloadRow, budget: BudgetRow | null | undefined): Workload {
  return {
    id: row.id,
    name: row.name,
    application: row.application,
    environment: row.environment,
    stage: row.stage as Stage,
    owner: row.owner,
    ...optional('cost_center', row.costCenter),
    ...optional('team', row.team),
    ...optional('use_case', row.useCase),
    ...optional('business_process', row.businessProcess),
    ...optional('request_type', row.requestType),
    approved_models: row.approvedModels,
    ...optional('budget', budget ? presentWorkloadBudget(budget) : undefined),
    ...optional('routing', row.routing),
    ...optional('caching', row.caching),
    ...optional('data', row.data),
    ...optional('limits', row.limits),
    ...optional('description', row.description),
    ...optional('technical_owner', row.technicalOwner),
    ...optional('classification', row.classification),
    ...optional('usage_profile', row.usageProfile),
    ...optional('fallback_plan', row.fallbackPlan),
    ...optional('quality_metric', row.qualityMetric),
    ...optional('value_metric', row.valueMetric),
    ...optional('review_date', row.reviewDate),
    ...optional('merged_into', row.mergedInto),
    tags: row.tags,
    ...stamps(row),
  };
}
