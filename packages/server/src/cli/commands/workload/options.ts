import { organization, STAGES, type WorkloadBudget, workloadBudget } from '@weir/core/contract';
import { type Command, Option } from 'commander';
import type { ApiClient } from '../../api-client.ts';
import { usageError } from '../../errors.ts';
import { collect, collectPairs, positiveAmount } from '../../options.ts';
import { addPolicyOptions, type PolicyOptions } from './policy-options.ts';
import { addProfileOptions, type ProfileOptions } from './profile-options.ts';

/** What both `create` and `change` can set. */
export interface WorkloadOptions extends PolicyOptions, ProfileOptions {
  name?: string;
  owner?: string;
  costCenter?: string;
  team?: string;
  stage?: (typeof STAGES)[number];
  useCase?: string;
  businessProcess?: string;
  requestType?: string;
  model?: string[];
  budget?: string;
  budgetPeriod?: WorkloadBudget['period'];
  tag?: Record<string, string>;
  technicalOwner?: string;
  description?: string;
  reviewDate?: string;
}

export function addWorkloadOptions(command: Command): Command {
  const described = command
    .option('--name <name>', 'name for people (default: the id)')
    .option('--owner <person>', 'person answerable, an e-mail address as a rule')
    .option('--technical-owner <person>', 'person who runs it, an e-mail address as a rule')
    .option('--description <text>', 'what it is, for people')
    .option('--review-date <day>', 'when it is looked at next, 2027-03-31')
    .option('--cost-center <id>', 'cost center that pays')
    .option('--team <id>', 'team that runs it')
    .addOption(new Option('--stage <stage>', 'how far it has come').choices(STAGES))
    .option('--use-case <text>', 'what it is used for')
    .option('--business-process <text>', 'business process it serves')
    .option('--request-type <text>', 'kind of request')
    .option(
      '--model <name>',
      'approved model, prefix* or provider/*; repeat for more (default: all)',
      collect,
    )
    .option(
      '--budget <amount>',
      'hard limit on spend per period, in the currency of the organization',
      positiveAmount,
    )
    .addOption(
      new Option('--budget-period <period>', 'period of the budget (default: month)').choices(
        workloadBudget.shape.period.options,
      ),
    )
    .option('--tag <name=value>', 'further fixed tag; repeat for more', collectPairs);
  return addPolicyOptions(addProfileOptions(described));
}

/** Request body of what was given; what was not is left to the server. */
export async function workloadBody(
  client: ApiClient,
  options: WorkloadOptions,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {
    name: options.name,
    owner: options.owner,
    cost_center: options.costCenter,
    team: options.team,
    stage: options.stage,
    use_case: options.useCase,
    business_process: options.businessProcess,
    request_type: options.requestType,
    approved_models: options.model,
    budget: await budgetOf(client, options),
    tags: options.tag,
    technical_owner: options.technicalOwner,
    description: options.description,
    review_date: options.reviewDate,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function budgetOf(client: ApiClient, options: WorkloadOptions): Promise<WorkloadBudget | undefined> {
  if (options.budget === undefined) {
    if (options.budgetPeriod === undefined) return undefined;
    throw usageError(
      '--budget-period is given without --budget',
      'Add the amount: --budget 100.',
      '--budget',
    );
  }
  const { currency } = await client.get('/organization', organization);
  return { amount: options.budget, currency, period: options.budgetPeriod ?? 'month' };
}
