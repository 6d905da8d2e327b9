import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SINCE } from '../books/month-fixture.ts';

/** Of a graphics card that all share, a month. */
export const GPU = '310.07';
/** Every second outcome is looked at for four minutes at 0.35 a minute: 0.70 an outcome. */
export const REVIEW = { percent: '50', minutes: '4', rate: '0.35', perOutcome: '0.7' };
export const RESOLVED = '18.20';
export const ROUTED = '21.40';
export const INVESTMENT = '125.00';
export const BASELINE = '24.00';
export const WORKLOADS = ['support-bot', 'desk-old', 'router', 'lead-scorer'] as const;
export type WorkloadId = (typeof WORKLOADS)[number];

/** As a team would keep it in git: a folder with a file per concern. */
const FILES: Readonly<Record<string, string>> = {
  'people/people.yaml': `
kind: person
id: ada
spec: { name: Ada, email: ada@acme.example, team: support, roles: [business, finance] }
---
kind: person
id: grace
spec: { name: Grace, email: grace@acme.example, roles: [technical] }
`,
  'structure.yml': `
kind: cost-center
id: cc-100
spec: { name: Service }
---
kind: team
id: support
spec: { name: Support, cost_center: cc-100 }
---
kind: application
id: desk
spec: { name: Service desk, team: support }
`,
  'workloads/support.yaml': `
kind: workload
id: support-bot
spec:
${tags('desk')}
  value_metric: { outcome: ticket_resolved, value: "${RESOLVED}", currency: USD, confidence: measured, investment: "${INVESTMENT}", baseline: { cost: "${BASELINE}" } }
---
kind: workload
id: desk-old
spec:
${tags('desk')}
  value_metric: { outcome: ticket_resolved, value: "${RESOLVED}", currency: USD, confidence: measured }
`,
  'workloads/others.yaml': `
kind: workload
id: router
spec:
${tags('desk')}
  value_metric: { outcome: ticket_routed, value: "${ROUTED}", currency: USD, confidence: estimated }
---
kind: workload
id: lead-scorer
spec:
${tags('desk')}
  value_metric: { outcome: lead_won, confidence: measured }
`,
  'money/budgets.yaml': `
kind: budget
id: bot-month
spec: { scope: { workload: support-bot }, amount: "1", currency: USD, period: month, mode: hard }
---
kind: budget
id: everything
spec: { scope: {}, amount: "2", currency: USD, period: month, mode: hard }
`,
  'money/shared.yaml': `
kind: cost-item
id: gpu
spec:
  category: infrastructure
  terms: { kind: recurring, amount: "${GPU}", currency: USD, per: month }
  from: ${SINCE}
  rule: by-tokens
  source: contract 4711
---
kind: cost-item
id: review
spec:
  category: human_review
  terms: { kind: derived, driver: outcomes, percent: "${REVIEW.percent}", units_each: "${REVIEW.minutes}", unit: minutes, rate: "${REVIEW.rate}", currency: USD }
  from: ${SINCE}
  source: payroll
---
kind: allocation-rule
id: by-tokens
spec: { steps: [{ kind: split, among: workload, by: tokens }] }
`,
  'rules.yaml': `
kind: outcome-rule
id: routed
spec:
  workload: router
  outcome: ticket_routed
  quiet_minutes: 1
  when: { last_tool: close_ticket }
  otherwise_failure: true
  from: ${SINCE}T00:00:00Z
`,
};

function tags(application: string): string {
  return `  application: ${application}
  environment: production
  stage: pilot
  owner: ada@acme.example
  technical_owner: grace@acme.example
  cost_center: cc-100
  team: support
  use_case: service
  business_process: tickets
  request_type: agent`;
}

export function writeCompany(folder: string): void {
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
