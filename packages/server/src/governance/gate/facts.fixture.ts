import type { Budget, Person, PersonRole, Workload } from '@weir/core/contract';
import type { GateRecord } from '../../registry/index.ts';
import type { GateFacts } from './facts.ts';

/** A workload that lacks nothing but decisions of people. */

export const NOW = Date.parse('2026-11-22T10:00:00Z');
export const DAY = 86_400_000;
const STAMPS = { created_at: '2026-10-01T00:00:00Z', updated_at: '2026-10-01T00:00:00Z' };

export function person(id: string, roles: PersonRole[], more: Partial<Person> = {}): Person {
  return { id, name: `${id} L.`, email: `${id}@example.com`, roles, state: 'active', ...STAMPS, ...more };
}

export const WORKLOAD: Workload = {
  id: 'support-bot',
  name: 'Support bot',
  application: 'helpdesk',
  environment: 'production',
  stage: 'production',
  owner: 'Ada@example.com',
  technical_owner: 'alan',
  approved_models: ['gpt-4o-mini'],
  routing: { allowed_tiers: ['small'], fallbacks: ['anthropic/claude-haiku-4-5'] },
  data: { class: 'internal', detectors: { email: 'redact' }, answers: false },
  classification: {
    complexity: 'low',
    risk: 'low',
    latency: 'interactive',
    quality: 'medium',
    data_sensitivity: 'internal',
    cost_sensitivity: 'high',
    criticality: 'medium',
  },
  usage_profile: { calls_per_day: 2_000, peak_calls_per_minute: 40 },
  fallback_plan: { plan: 'Go to Anthropic.' },
  quality_metric: { name: 'resolved', target: 0.8 },
  value_metric: {
    outcome: 'ticket_resolved',
    value: '4.50',
    currency: 'USD',
    confidence: 'estimated',
    class: 'measurable',
  },
  tags: {},
  ...STAMPS,
};

export const BUDGET: Budget = {
  id: 'support-month',
  name: 'Support',
  scope: { workload: 'support-bot' },
  amount: '1500',
  currency: 'USD',
  period: 'month',
  mode: 'hard',
  yellow_percent: 80,
  red_percent: 95,
  approvers: [],
  roll_over: 'none',
  on_authority_loss: 'held_lease',
  ...STAMPS,
};

export function facts(record: Partial<GateRecord> = {}, more: Partial<GateFacts> = {}): GateFacts {
  return {
    now: NOW,
    currency: 'USD',
    people: [
      person('ada', ['business']),
      person('alan', ['technical']),
      person('grace', ['security', 'risk']),
    ],
    tags: { owner: 'Ada@example.com', application: 'helpdesk', cost_center: 'cc-1' },
    requiredTags: ['application', 'owner', 'cost_center'],
    traffic: { calls: 30_000, errors: 150, cost: '600', attributedCost: '588' },
    ...more,
    record: {
      workload: WORKLOAD,
      revision: 3,
      budgets: [BUDGET],
      rateLimits: [],
      reviews: [],
      exceptions: [],
      drill: {
        workload: 'support-bot',
        at: new Date(NOW - 10 * DAY).toISOString(),
        ok: true,
        primary: 'openai/gpt-4o-mini',
        answered_by: 'anthropic/claude-haiku-4-5',
        duration_ms: 812,
        message: 'openai/gpt-4o-mini was held down; anthropic/claude-haiku-4-5 answered.',
      },
      score: { at: new Date(NOW - 20 * DAY), score: 0.86, samples: 200, source: 'regression' },
      ...record,
    },
  };
}
