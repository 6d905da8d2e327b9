import type { Dimension, TagSource } from '@weir/core/contract';
import type { Preset } from './presets.ts';

type Named = Exclude<Dimension, `tag.${string}`>;

export const dimensionLabels: Record<Named, string> = {
  organization: 'Organization',
  cost_center: 'Cost center',
  team: 'Team',
  application: 'Application',
  workload: 'Workload',
  environment: 'Environment',
  owner: 'Owner',
  use_case: 'Use case',
  business_process: 'Business process',
  request_type: 'Request type',
  task: 'Task',
  step: 'Step',
  user: 'User',
  customer: 'Customer',
  prompt_version: 'Prompt version',
  provider: 'Provider',
  model: 'Model',
  key: 'Key',
  status: 'Status',
  source: 'Source',
  attribution: 'Attribution',
  dialect: 'Dialect',
  sandbox: 'Sandbox',
  purpose: 'Purpose',
  cache: 'Response cache',
  data_class: 'Data class',
  region: 'Region',
  entry: 'Entry',
  class: 'Charge class',
  unit: 'Unit',
  category: 'Category',
};

/** A custom tag is named by itself. */
export function dimensionLabel(dimension: string): string {
  if (dimension in dimensionLabels) return dimensionLabels[dimension as Named];
  return dimension.startsWith('tag.') ? dimension.slice(4) : dimension;
}

export const tagSourceLabels: Record<TagSource, string> = {
  key: 'Key',
  workload: 'Workload',
  header: 'Header',
  baggage: 'Baggage',
  metadata: 'Request metadata',
  default: 'Environment default',
  derived: 'Derived',
};

export const text = {
  none: '(none)',
  bar: 'Period and filters',
  addFilter: 'Filter',
  filterTitle: 'Add a filter',
  dimension: 'Dimension',
  value: 'Value',
  valuePlaceholder: 'Type or pick a value',
  noValues: 'No such value in the ledger; Enter uses it as typed.',
  hasNone: 'Has none',
  apply: 'Apply',
  removeFilter: (term: string) => `Remove filter ${term}`,
  clearFilters: 'Clear',
  filters: 'Filters',
  range: 'Time range',
  from: 'From',
  to: 'To',
  zone: (zone: string) => `Times in ${zone}`,
  badRange: 'The end must be after the start.',
  presets: {
    '1h': 'Last hour',
    '24h': 'Last 24 hours',
    today: 'Today',
    yesterday: 'Yesterday',
    '7d': 'Last 7 days',
    '30d': 'Last 30 days',
    '90d': 'Last 90 days',
    month: 'This month',
    'last-month': 'Last month',
    custom: 'Custom',
  } satisfies Record<Preset, string>,
} as const;
