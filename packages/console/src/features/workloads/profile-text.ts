import type { ProfilePart } from './profile-parts.ts';

export const aboutText = {
  title: 'What it is',
  more: 'Profile',
  noDescription: 'Nobody has said yet what it is for.',
  nobody: 'Nobody',
  left: 'left',
  owner: 'Owner',
  technicalOwner: 'Technical owner',
  team: 'Team',
  costCenter: 'Cost center',
  outcome: 'Outcome it is for',
  tier: 'Tier that fits it',
  notClassified:
    'Not classified yet. Say what it is like, and a tier of models is proposed with its reasons.',
  tierForbidden: 'Its routing policy does not allow that tier',
  asking: 'Looking at its classification',
  none: '–',
} as const;

export const levelLabels = { low: 'Low', medium: 'Medium', high: 'High' } as const;
export const latencyLabels = {
  realtime: 'Real time',
  interactive: 'Interactive',
  background: 'Background',
} as const;
export const sensitivityLabels = {
  public: 'Public',
  internal: 'Internal',
  confidential: 'Confidential',
  restricted: 'Restricted',
} as const;

/** Name and hint of each field, by its path in the API. */
export const fieldTexts: Readonly<Record<string, { label: string; hint?: string }>> = {
  name: { label: 'Name', hint: 'Shown everywhere. Its id stays, so links, keys and figures go on.' },
  description: { label: 'Description', hint: 'What it does and for whom, in a sentence or two.' },
  technical_owner: { label: 'Technical owner', hint: 'Who runs it. The owner answers for its value.' },
  review_date: { label: 'Next review', hint: 'When it is looked at next; overdue ones are findings.' },
  'classification.complexity': { label: 'Complexity' },
  'classification.risk': { label: 'Risk', hint: 'Of a wrong answer.' },
  'classification.quality': { label: 'Quality needed' },
  'classification.latency': { label: 'Latency' },
  'classification.data_sensitivity': { label: 'Data sensitivity' },
  'classification.cost_sensitivity': { label: 'Cost sensitivity' },
  'classification.criticality': { label: 'Criticality', hint: 'For the business when it is down.' },
  'usage_profile.calls_per_day': { label: 'Calls a day' },
  'usage_profile.active_users': { label: 'Active users' },
  'usage_profile.peak_calls_per_minute': { label: 'Calls a minute at peak' },
  'usage_profile.input_tokens_per_call': { label: 'Input tokens a call' },
  'usage_profile.output_tokens_per_call': { label: 'Output tokens a call' },
  'usage_profile.growth_percent_per_month': { label: 'Growth, % a month', hint: 'May be negative.' },
  'fallback_plan.plan': {
    label: 'Plan',
    hint: 'What is done when its models cannot answer. Which models step in stands in its routing policy.',
  },
  'quality_metric.name': {
    label: 'Metric',
    hint: 'Scores are sent under this name, such as answer-accuracy.',
  },
  'quality_metric.target': { label: 'Target', hint: 'On the scale of the scores; higher is better.' },
  'quality_metric.description': { label: 'What it measures' },
  'value_metric.outcome': { label: 'Outcome', hint: 'What it is for, such as ticket_resolved.' },
  'value_metric.value': {
    label: 'Value of one success',
    hint: 'Counts where an outcome brings no value of its own.',
  },
  'value_metric.currency': { label: 'Currency', hint: 'Three letters, such as USD.' },
  'value_metric.class': { label: 'Class', hint: 'Values of different classes are never added up.' },
  'value_metric.confidence': { label: 'Confidence', hint: 'Where the value comes from.' },
  'value_metric.baseline.cost': { label: 'Cost before AI', hint: 'Of one outcome.' },
  'value_metric.baseline.minutes': { label: 'Minutes before AI', hint: 'Of one outcome.' },
  'value_metric.baseline.source': { label: 'Source of these' },
  'value_metric.investment': {
    label: 'Invested once',
    hint: 'To build it: what payback is counted against.',
  },
};

export const text = {
  facts: 'Facts',
  id: 'Id',
  application: 'Application',
  environment: 'Environment',
  useCase: 'Use case',
  businessProcess: 'Business process',
  requestType: 'Request type',
  created: 'Created',
  changed: 'Changed',
  tags: 'Further tags',
  none: '–',
  edit: (part: string) => `Edit: ${part}`,
  editShort: 'Edit',
  parts: {
    about: 'About',
    classification: 'Classification',
    usage_profile: 'Expected use',
    fallback_plan: 'Fallback plan',
    quality_metric: 'Quality metric',
    value_metric: 'Value metric',
  } satisfies Record<ProfilePart, string>,
  leads: {
    about: undefined,
    classification: 'Seven answers decide which tier of models fits, and what the gate asks for.',
    usage_profile:
      'What is expected in production. The verdict looks at cost at this volume; the gate asks for it.',
    fallback_plan: undefined,
    quality_metric:
      'By what its quality is told. The gate asks for it, the verdict compares scores with the target.',
    value_metric:
      'The outcome it is for, and what one is worth. Value, margin, return and payback rest on it.',
  } satisfies Record<ProfilePart, string | undefined>,
  notSet: {
    about: '',
    classification: 'Not classified yet.',
    usage_profile: 'Nothing is expected of it yet.',
    fallback_plan: 'No plan yet.',
    quality_metric: 'Nobody has said yet by what its quality is told.',
    value_metric: 'Nobody has said yet what it is for.',
  } satisfies Record<ProfilePart, string>,
  testedAt: (day: string) => `Tested ${day}.`,
  tier: 'Tier that fits it',
  required: 'This is needed.',
  number: 'Write a number, such as 250 or 0.85.',
  unset: 'Not said',
  save: 'Save',
  saved: (id: string) => `Profile of ${id} saved`,
  emptyHint: 'Leave all of it empty to take it away.',
  end: 'Rename or merge',
  rename: 'Rename',
  renameHint: 'Another name, the same workload: nothing else changes.',
  merge: 'Merge',
  mergeHint: 'Into another one of the same environment: its keys go on there, and this one is retired.',
} as const;

export const mergeText = {
  title: (id: string) => `Merge ${id}`,
  lead: 'Its keys work for the other one from now on, and this one is retired. It stays to be seen, with what it cost.',
  into: 'Into',
  intoHint: 'Workloads of the same environment that are not retired.',
  choose: 'Choose one',
  noneFit: 'There is no other workload in this environment.',
  movePast: 'Also propose to move past cost',
  movePastHint: 'Somebody approves it under Attribution. Nothing is rewritten: corrections are booked.',
  submit: 'Merge',
  merging: 'Merging',
  required: 'Choose a workload.',
  done: (id: string, into: string) => `${id} is merged into ${into}`,
  keys: (count: number) => (count === 1 ? '1 key goes on.' : `${count} keys go on.`),
  leftBehind: 'These still name the old one, and count nothing any more:',
  budgets: (ids: string) => `Budgets: ${ids}`,
  rateLimits: (ids: string) => `Rate limits: ${ids}`,
  outcomeRules: (ids: string) => `Outcome rules: ${ids}`,
  proposed: 'A proposal to move past cost waits under Attribution.',
  open: (into: string) => `Open ${into}`,
} as const;

export const scoreCommand = (workload: string, metric: string): string =>
  `npx weir quality add ${workload} --metric ${metric} --score 0.91 --samples 60`;
