import type { EnvironmentPolicy, MissingTagPolicy, TagName } from '@weir/core/contract';
import type { EnvironmentRules } from '../../api/mutations.ts';
import { type Pair, pairsOf, tagsOf } from '../tags/pairs.ts';

/** The form's fields. */
export interface PolicyFields {
  id: string;
  policy: MissingTagPolicy;
  required: TagName[];
  defaults: Pair[];
}

/** Tags that a call can lack; what a workload says by being one comes last. */
export const REQUIRABLE = [
  'owner',
  'cost_center',
  'team',
  'use_case',
  'business_process',
  'request_type',
  'task',
  'step',
  'user',
  'customer',
  'prompt_version',
  'organization',
  'application',
  'workload',
  'environment',
] as const satisfies readonly TagName[];

/** A default for these would never be used: the workload says them. */
const NEVER_MISSING: readonly TagName[] = ['organization', 'application', 'workload', 'environment'];
export const DEFAULTABLE = REQUIRABLE.filter((name) => !NEVER_MISSING.includes(name));

const STANDARD: readonly TagName[] = [
  'owner',
  'cost_center',
  'use_case',
  'business_process',
  'request_type',
  'application',
  'environment',
];

/** Fields of a policy, or of the standard one a new environment starts with. */
export function policyFieldsOf(policy: EnvironmentPolicy | undefined): PolicyFields {
  return {
    id: policy?.id ?? '',
    policy: policy?.missing_tag_policy ?? 'quarantine',
    required: [...(policy?.required_tags ?? STANDARD)],
    defaults: pairsOf(policy?.defaults ?? {}),
  };
}

export const rulesOf = ({ policy, required, defaults }: PolicyFields): EnvironmentRules => ({
  missing_tag_policy: policy,
  required_tags: REQUIRABLE.filter((name) => required.includes(name)),
  defaults: tagsOf(defaults),
});
