import type { GateItemId } from '@weir/core/contract';

export const TITLES: Readonly<Record<GateItemId, string>> = {
  business_owner: 'Business owner',
  technical_owner: 'Technical owner',
  cost_center: 'Cost center',
  model_tier: 'Model tier',
  usage_profile: 'Expected usage',
  budget_threshold: 'Budget with thresholds',
  observability_tags: 'Tags that cost is observed by',
  data_classification_review: 'Review of its data',
  security_review: 'Security review',
  fallback_plan: 'Fallback, proven by a drill',
  quality_metric: 'Quality metric with scores',
  value_metric: 'Value metric',
  does_it_work: 'Does it work?',
  affordable_at_scale: 'Can we afford it at scale?',
  can_we_monitor: 'Can we monitor it?',
  can_we_govern: 'Can we govern it?',
  why_it_matters: 'Do we know why it matters?',
  usage_spikes: 'What if usage spikes?',
  quality_degrades: 'What if quality degrades?',
};
