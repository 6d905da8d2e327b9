import type { createWorkload } from '@weir/core/contract';
import type { z } from 'zod';

type Purpose = Pick<
  z.input<typeof createWorkload>,
  | 'description'
  | 'technical_owner'
  | 'classification'
  | 'usage_profile'
  | 'fallback_plan'
  | 'quality_metric'
  | 'value_metric'
  | 'routing'
>;

/** What each workload is for, what is expected of it, and what its outcome is worth. Money in USD. */
export const PURPOSES: Readonly<Record<string, Purpose>> = {
  'support-bot': {
    description: 'Answers customers in the portal, and hands over to a person where it cannot.',
    technical_owner: 'david.ros@halden.example',
    classification: {
      complexity: 'low',
      risk: 'medium',
      latency: 'interactive',
      quality: 'medium',
      data_sensitivity: 'confidential',
      cost_sensitivity: 'high',
      criticality: 'high',
    },
    usage_profile: {
      calls_per_day: 900,
      active_users: 14,
      peak_calls_per_minute: 12,
      input_tokens_per_call: 2_600,
      output_tokens_per_call: 150,
      growth_percent_per_month: 20,
    },
    routing: { allowed_tiers: ['small', 'mid', 'frontier'], fallbacks: ['sandbox-openai/gpt-4o-mini'] },
    fallback_plan: {
      plan: 'gpt-4o-mini answers; should that fail too, the portal shows the call-back form.',
    },
    quality_metric: {
      name: 'answer-accuracy',
      target: 0.85,
      description: 'Share of sampled answers that a reviewer calls right.',
    },
    value_metric: {
      outcome: 'ticket_resolved',
      value: '3.20',
      currency: 'USD',
      confidence: 'measured',
      class: 'measurable',
      baseline: { cost: '4.10', minutes: 7, source: 'Contact centre, cost per ticket, first half of 2026' },
      investment: '6000',
    },
  },
  'contract-review': {
    description: 'Compares contracts with the playbook and lists what deviates.',
    technical_owner: 'ines.moreau@halden.example',
    classification: {
      complexity: 'high',
      risk: 'high',
      latency: 'background',
      quality: 'high',
      data_sensitivity: 'restricted',
      cost_sensitivity: 'low',
      criticality: 'medium',
    },
    usage_profile: { calls_per_day: 40, active_users: 11, growth_percent_per_month: 40 },
    routing: { fallbacks: ['sandbox-anthropic/claude-sonnet-4-6'] },
    fallback_plan: {
      plan: 'Sonnet reads instead of Opus; a lawyer reads every contract above 100,000 USD anyway.',
    },
    quality_metric: {
      name: 'clause-recall',
      target: 0.9,
      description: 'Deviations found, of those that two lawyers found.',
    },
    value_metric: {
      outcome: 'contract_reviewed',
      currency: 'USD',
      confidence: 'estimated',
      class: 'measurable',
      baseline: { cost: '210', minutes: 95, source: 'Time sheets of legal operations, 2025' },
      investment: '24000',
    },
  },
  'code-assistant': {
    description: 'Writes and explains code in the editor.',
    technical_owner: 'aiko.tanaka@halden.example',
    classification: {
      complexity: 'high',
      risk: 'medium',
      latency: 'interactive',
      quality: 'high',
      data_sensitivity: 'internal',
      cost_sensitivity: 'medium',
      criticality: 'medium',
    },
    usage_profile: { calls_per_day: 300, active_users: 46, growth_percent_per_month: 15 },
    quality_metric: {
      name: 'tests-passed',
      target: 0.7,
      description: 'Suggested changes whose tests pass at once.',
    },
    value_metric: {
      outcome: 'change_merged',
      value: '9',
      currency: 'USD',
      confidence: 'asserted',
      class: 'strategic',
      baseline: { minutes: 55, source: 'Survey of 46 engineers' },
    },
  },
  'sales-drafts': {
    description: 'Drafts e-mails to prospects, which sales people send or throw away.',
    classification: {
      complexity: 'low',
      risk: 'low',
      latency: 'interactive',
      quality: 'medium',
      data_sensitivity: 'internal',
      cost_sensitivity: 'high',
      criticality: 'low',
    },
    usage_profile: { calls_per_day: 120, active_users: 28 },
    value_metric: {
      outcome: 'draft_sent',
      value: '0.45',
      currency: 'USD',
      confidence: 'measured',
      class: 'measurable',
      baseline: {
        cost: '0.90',
        minutes: 1.5,
        source: 'CRM: time from opening to sending, with and without drafts',
      },
    },
  },
  'document-search': {
    description: 'Answers questions from company documents.',
    classification: {
      complexity: 'medium',
      risk: 'low',
      latency: 'interactive',
      quality: 'medium',
      data_sensitivity: 'internal',
      cost_sensitivity: 'medium',
      criticality: 'low',
    },
    quality_metric: { name: 'answer-relevance', target: 0.8 },
    value_metric: {
      outcome: 'question_answered',
      value: '1.50',
      currency: 'USD',
      confidence: 'asserted',
      class: 'measurable',
    },
  },
  'claims-triage': {
    description: 'Reads new claims, gathers what is missing and routes them.',
    technical_owner: 'petra.holm@halden.example',
    classification: {
      complexity: 'medium',
      risk: 'high',
      latency: 'background',
      quality: 'high',
      data_sensitivity: 'restricted',
      cost_sensitivity: 'medium',
      criticality: 'high',
    },
    usage_profile: {
      calls_per_day: 200,
      active_users: 3,
      peak_calls_per_minute: 4,
      growth_percent_per_month: 60,
    },
    routing: { fallbacks: ['sandbox-openai/gpt-5', 'sandbox-anthropic/claude-sonnet-4-6'] },
    fallback_plan: { plan: 'Another maker answers; claims above 20,000 USD wait for a person.' },
    quality_metric: {
      name: 'routing-accuracy',
      target: 0.95,
      description: 'Claims that stayed where they were routed to.',
    },
    value_metric: {
      outcome: 'claim_routed',
      value: '5.60',
      currency: 'USD',
      confidence: 'measured',
      class: 'measurable',
      baseline: { cost: '6.80', minutes: 11, source: 'Claims handling, activity costing 2025' },
      investment: '18000',
    },
  },
};
