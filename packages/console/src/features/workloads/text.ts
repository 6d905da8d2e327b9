import type { GateStatus, Stage, WorkloadBudget } from '@weir/core/contract';
import type { Section } from './search.ts';

export const stageLabels: Record<Stage, string> = {
  poc: 'POC',
  pilot: 'Pilot',
  production: 'Production',
  retired: 'Retired',
};

export const periodLabels: Record<WorkloadBudget['period'], string> = {
  hour: 'per hour',
  day: 'per day',
  week: 'per week',
  month: 'per month',
  quarter: 'per quarter',
  year: 'per year',
  total: 'in total',
};

export const gateLabels: Record<GateStatus['state'], string> = {
  passed: 'Passed',
  excepted: 'By exception',
  open: 'Open',
};

export const text = {
  title: 'Workloads',
  lead: 'One use case of one application in one environment: whose it is, what it costs, what it is worth.',
  caption: 'Workloads',
  create: 'New workload',
  workload: 'Workload',
  application: 'Application',
  environment: 'Environment',
  stage: 'Stage',
  anyStage: 'Any stage',
  owner: 'Owner',
  verdict: 'Verdict',
  anyVerdict: 'Any verdict',
  loadedCost: 'Loaded cost',
  ofWhichApi: (api: string, ratio: string | undefined) =>
    ratio === undefined ? `API ${api}` : `API ${api} · ${ratio} ×`,
  perSuccess: 'Per success',
  worth: (value: string) => `worth ${value}`,
  worthUnknown: 'value unknown',
  gate: 'Gate',
  gateMet: (met: number, all: number) => `${met} of ${all} met`,
  review: 'Review',
  reviewOverdue: 'This review is overdue',
  mergedInto: (id: string) => `→ ${id}`,
  mergedHint: 'Merged: its traffic and its figures go on there',
  total: 'Total',
  search: 'Name, owner, team',
  csv: 'Download the list as CSV',
  none: '–',
  empty: 'No workload yet',
  emptyHint:
    'A workload says whose calls these are, what they may cost and what they are for. Here each one stands with its cost, its value and a verdict.',
  emptySteps: [
    'Create a workload: an id, an application, an owner.',
    'Give it a key, and send calls with it.',
    'Say what it is for, its value metric: then cost gets something to be compared with.',
  ],
  emptyCommand: 'Create one',
  noneFound: 'No workload fits',
  noneFoundHint: 'Use other words, or take a filter away.',
} as const;

export const WORKLOAD_COMMAND =
  'npx weir workload create support-bot --application portal --environment production --owner ada@example.com';

export const formText = {
  createTitle: 'New workload',
  createLead: 'Everything but the id, the application and the environment can be changed later.',
  changeTitle: (id: string) => `Change ${id}`,
  id: 'Id',
  idHint: 'Lower-case letters, digits and hyphens; stays for good. Screens and reports show it.',
  idRule: 'Use lower-case letters, digits and inner hyphens, at most 63.',
  name: 'Name',
  application: 'Application',
  applicationHint: 'Created if it does not exist yet.',
  environment: 'Environment',
  environmentHint: 'Its policy says which tags a call must carry.',
  stage: 'Stage',
  owner: 'Owner',
  ownerHint: 'Person answerable, an e-mail address as a rule.',
  costCenter: 'Cost center',
  costCenterHint: 'The team’s when empty.',
  costCenterInherited: (id: string) => `When empty, the team’s: ${id}.`,
  team: 'Team',
  teamHint: 'The application’s when empty.',
  teamInherited: (id: string) => `When empty, the application’s: ${id}.`,
  useCase: 'Use case',
  businessProcess: 'Business process',
  requestType: 'Request type',
  models: 'Approved models',
  modelsHint: 'Separate by commas: names, prefixes like gpt-4o*, or provider/*. Empty allows every model.',
  budget: 'Budget',
  budgetHint: 'A hard limit: a call that could pass it is refused before it is made.',
  budgetRule: 'Write an amount such as 250 or 99.50.',
  period: 'Period',
  tags: 'Further tags',
  tagsHint: 'Every call carries them; costs can be grouped by them, as tag.region or tag.tier.',
  required: 'This is needed.',
  save: 'Save',
  createButton: 'Create workload',
  saving: 'Saving',
  created: (id: string) => `Workload ${id} created`,
  changed: (id: string) => `Workload ${id} changed`,
} as const;

export const pageText = {
  back: 'Workloads',
  change: 'Change',
  parts: 'Parts of the workload',
  sections: {
    overview: 'Overview',
    economics: 'Unit costs',
    cost: 'Full cost',
    value: 'Value and quality',
    usage: 'Usage',
    controls: 'Controls',
    changes: 'Changes',
    profile: 'Profile',
  } satisfies Record<Section, string>,
  explore: 'Explore',
  showCalls: 'Calls',
  merged: (into: string) => `Merged into ${into}. What it cost and achieved is told there.`,
  openMerged: (into: string) => `Open ${into}`,
  retired: 'Retired: no key of it works any more.',
  trend: 'Cost by model',
  rest: 'All smaller models',
  trendLabel: (id: string, total: string) => `Cost of ${id} by model over time, ${total} in all`,
  none: '–',
  noSpend: 'No cost in this period.',
} as const;
