import type { createApplication, createCostCenter, createTeam, createWorkload } from '@weir/core/contract';
import type { z } from 'zod';
import { PURPOSES } from './purposes.ts';

/** Registry entities of the demo, in the order they must be created. Bodies of the admin API's create requests. */
export interface DemoCompany {
  name: string;
  costCenters: readonly z.input<typeof createCostCenter>[];
  teams: readonly z.input<typeof createTeam>[];
  applications: readonly z.input<typeof createApplication>[];
  workloads: readonly z.input<typeof createWorkload>[];
}

const OPENAI = 'sandbox-openai/*';
const ANTHROPIC = 'sandbox-anthropic/*';

/** Halden Mutual, an insurer that does not exist: six uses of AI, from a small model at scale to an agent. */
export const demoCompany: DemoCompany = {
  name: 'Halden Mutual',
  costCenters: [
    { id: 'cc-4100-customer-care', name: '4100 Customer care' },
    { id: 'cc-4300-claims', name: '4300 Claims' },
    { id: 'cc-5200-sales', name: '5200 Sales' },
    { id: 'cc-6100-engineering', name: '6100 Engineering' },
    { id: 'cc-7400-legal', name: '7400 Legal' },
  ],
  teams: [
    { id: 'customer-care', name: 'Customer care', cost_center: 'cc-4100-customer-care' },
    { id: 'claims-automation', name: 'Claims automation', cost_center: 'cc-4300-claims' },
    { id: 'sales-operations', name: 'Sales operations', cost_center: 'cc-5200-sales' },
    { id: 'platform-engineering', name: 'Platform engineering', cost_center: 'cc-6100-engineering' },
    { id: 'legal-operations', name: 'Legal operations', cost_center: 'cc-7400-legal' },
  ],
  applications: [
    { id: 'customer-portal', name: 'Customer portal', team: 'customer-care' },
    { id: 'claims-platform', name: 'Claims platform', team: 'claims-automation' },
    { id: 'crm', name: 'CRM', team: 'sales-operations' },
    { id: 'developer-tools', name: 'Developer tools', team: 'platform-engineering' },
    { id: 'intranet', name: 'Intranet', team: 'platform-engineering' },
    { id: 'legal-desk', name: 'Legal desk', team: 'legal-operations' },
  ],
  workloads: withPurposes([
    {
      id: 'support-bot',
      name: 'Support bot',
      application: 'customer-portal',
      environment: 'production',
      stage: 'production',
      owner: 'maria.lund@halden.example',
      cost_center: 'cc-4100-customer-care',
      team: 'customer-care',
      use_case: 'answer customer questions',
      business_process: 'customer service',
      request_type: 'chat',
      approved_models: [OPENAI],
      budget: { amount: '1500', currency: 'USD', period: 'month' },
      tags: {},
    },
    {
      id: 'contract-review',
      name: 'Contract review',
      application: 'legal-desk',
      environment: 'production',
      stage: 'pilot',
      owner: 'james.okafor@halden.example',
      cost_center: 'cc-7400-legal',
      team: 'legal-operations',
      use_case: 'find deviations from the playbook',
      business_process: 'contracting',
      request_type: 'document review',
      approved_models: [ANTHROPIC],
      budget: { amount: '2500', currency: 'USD', period: 'month' },
      tags: {},
    },
    {
      id: 'code-assistant',
      name: 'Code assistant',
      application: 'developer-tools',
      environment: 'production',
      stage: 'production',
      owner: 'ines.moreau@halden.example',
      cost_center: 'cc-6100-engineering',
      team: 'platform-engineering',
      use_case: 'write and explain code',
      business_process: 'software development',
      request_type: 'code',
      approved_models: [ANTHROPIC],
      tags: {},
    },
    {
      id: 'sales-drafts',
      name: 'Sales e-mail drafts',
      application: 'crm',
      environment: 'production',
      stage: 'production',
      owner: 'tom.becker@halden.example',
      cost_center: 'cc-5200-sales',
      team: 'sales-operations',
      use_case: 'draft e-mails to prospects',
      business_process: 'new business',
      request_type: 'generation',
      approved_models: [OPENAI],
      budget: { amount: '600', currency: 'USD', period: 'month' },
      tags: {},
    },
    {
      // No business process is fixed, and only some callers send one: the rest is unattributed.
      id: 'document-search',
      name: 'Document search',
      application: 'intranet',
      environment: 'staging',
      stage: 'pilot',
      owner: 'aiko.tanaka@halden.example',
      cost_center: 'cc-6100-engineering',
      team: 'platform-engineering',
      use_case: 'answer from company documents',
      request_type: 'retrieval',
      approved_models: [OPENAI],
      tags: {},
    },
    {
      id: 'claims-triage',
      name: 'Claims triage agent',
      application: 'claims-platform',
      environment: 'production',
      stage: 'production',
      owner: 'sara.nilsen@halden.example',
      cost_center: 'cc-4300-claims',
      team: 'claims-automation',
      use_case: 'assess and route new claims',
      business_process: 'claims handling',
      request_type: 'agent',
      approved_models: [OPENAI, ANTHROPIC],
      budget: { amount: '3000', currency: 'USD', period: 'month' },
      tags: {},
    },
  ]),
};

function withPurposes(workloads: DemoCompany['workloads']): DemoCompany['workloads'] {
  return workloads.map((workload) => ({ ...workload, ...PURPOSES[workload.id] }));
}
