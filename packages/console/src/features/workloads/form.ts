import type { Stage, Workload, WorkloadBudget } from '@weir/core/contract';
import type { NewWorkload, WorkloadChange } from '../../api/mutations.ts';
import { type Pair, pairsOf, tagsOf } from '../tags/pairs.ts';

/** The form's fields as they stand in its inputs. */
export interface WorkloadFields {
  id: string;
  name: string;
  application: string;
  environment: string;
  stage: Stage;
  owner: string;
  costCenter: string;
  team: string;
  useCase: string;
  businessProcess: string;
  requestType: string;
  models: string;
  budget: string;
  period: WorkloadBudget['period'];
  tags: Pair[];
}

export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const AMOUNT = /^\d+(\.\d{1,12})?$/;

export function emptyFields(): WorkloadFields {
  return {
    id: '',
    name: '',
    application: '',
    environment: 'development',
    stage: 'poc',
    owner: '',
    costCenter: '',
    team: '',
    useCase: '',
    businessProcess: '',
    requestType: '',
    models: '',
    budget: '',
    period: 'month',
    tags: [],
  };
}

export function fieldsOf(workload: Workload): WorkloadFields {
  return {
    id: workload.id,
    name: workload.name === workload.id ? '' : workload.name,
    application: workload.application,
    environment: workload.environment,
    stage: workload.stage,
    owner: workload.owner,
    costCenter: workload.cost_center ?? '',
    team: workload.team ?? '',
    useCase: workload.use_case ?? '',
    businessProcess: workload.business_process ?? '',
    requestType: workload.request_type ?? '',
    models: workload.approved_models.join(', '),
    budget: workload.budget?.amount ?? '',
    period: workload.budget?.period ?? 'month',
    tags: pairsOf(workload.tags),
  };
}

const modelsOf = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '');

const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim());

const budgetOf = ({ budget, period }: WorkloadFields, currency: string) =>
  given(budget) === undefined ? undefined : { amount: budget.trim(), currency, period };

/** Body of a create request: what was left empty is left out. */
export function toNewWorkload(fields: WorkloadFields, currency: string): NewWorkload {
  const optional = {
    name: given(fields.name),
    cost_center: given(fields.costCenter),
    team: given(fields.team),
    use_case: given(fields.useCase),
    business_process: given(fields.businessProcess),
    request_type: given(fields.requestType),
    budget: budgetOf(fields, currency),
    tags: fields.tags.length === 0 ? undefined : tagsOf(fields.tags),
  };
  return {
    id: fields.id.trim(),
    application: fields.application.trim(),
    environment: fields.environment.trim(),
    stage: fields.stage,
    owner: fields.owner.trim(),
    approved_models: modelsOf(fields.models),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** Body of a change request: only what differs; what was emptied is taken away with null. */
export function toWorkloadChange(fields: WorkloadFields, before: Workload): WorkloadChange {
  const currency = before.budget?.currency ?? 'USD';
  const next: WorkloadChange = {
    name: given(fields.name) ?? before.id,
    stage: fields.stage,
    owner: fields.owner.trim(),
    approved_models: modelsOf(fields.models),
    cost_center: given(fields.costCenter) ?? null,
    team: given(fields.team) ?? null,
    use_case: given(fields.useCase) ?? null,
    business_process: given(fields.businessProcess) ?? null,
    request_type: given(fields.requestType) ?? null,
    budget: budgetOf(fields, currency) ?? null,
    tags: tagsOf(fields.tags),
  };
  const old: Partial<Record<string, unknown>> = before;
  return Object.fromEntries(
    Object.entries(next).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name] ?? null),
    ),
  );
}

/** Name of each field in the API, by which it says what was wrong. */
export const API_FIELDS: Readonly<Record<keyof WorkloadFields, string>> = {
  id: 'id',
  name: 'name',
  application: 'application',
  environment: 'environment',
  stage: 'stage',
  owner: 'owner',
  costCenter: 'cost_center',
  team: 'team',
  useCase: 'use_case',
  businessProcess: 'business_process',
  requestType: 'request_type',
  models: 'approved_models',
  budget: 'budget',
  period: 'budget.period',
  tags: 'tags',
};
