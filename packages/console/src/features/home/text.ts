export const text = {
  title: 'Overview',
  leads: {
    product: 'What your workloads bring about, and what each result costs.',
    finance: 'The month so far, what it really costs, and what is not yet agreed.',
    executive: 'What AI costs, what comes of it, and what waits for a decision.',
  },
  none: '–',
  thisMonth: 'this month',
} as const;

export const engineerText = {
  models: 'Models, last 7 days',
  model: 'Model',
  calls: 'Calls',
  errors: 'Errors',
  p95: 'p95 latency',
  perCall: 'Cost per call',
  cost: 'Cost',
  noCalls: 'No call in the last 7 days.',
  dear: 'Dearest of the newest 200 calls',
  allCalls: 'All calls',
  none: '–',
  modelCaption: 'Errors, latency and cost per call by model, last 7 days',
} as const;

export const productText = {
  workloads: 'Workloads',
  trend: (outcome: string) => `Cost per ${outcome.replaceAll('_', ' ')}`,
  perOutcome: 'Cost per outcome',
  perOutcomeHint: 'Loaded cost of the period, divided by outcomes that succeeded.',
  noTrend: 'Too few outcomes for a trend.',
  trendLabel: (workload: string) => `Cost per outcome of ${workload} over the period`,
  open: (workload: string) => `Open ${workload}`,
  calls: 'Calls behind it',
  teachTitle: 'No workload tells its outcomes yet',
  teach:
    'Once outcomes come in, each workload stands here with the cost of one result, how that changes, and a verdict.',
  teachSteps: [
    'Choose the workload and the outcome it is for: its value metric.',
    'Send outcomes by client, API, CSV, or make them of its traffic by a rule.',
    'Watch the cost of one result fall when prompts and models change.',
  ],
  toWorkloads: 'Go to workloads',
} as const;

export const financeText = {
  cost: 'Billed cost',
  loaded: 'Loaded cost',
  coverage: 'Attributed',
  undecided: 'Not reconciled',
  shareBeside: (share: string) => `${share} beyond what providers bill`,
  sameAsBilled: 'no cost beyond the calls yet',
  coverageFoot: (missing: string) => `${missing} belongs to nobody`,
  allAttributed: 'all of it belongs to somebody',
  undecidedFoot: (month: string) => `differences of ${month} nobody has decided on`,
  noStatement: (month: string) => `no provider statement for ${month}`,
  budgets: 'Budgets',
  allBudgets: 'All budgets',
  noBudgets: 'No budget is set. One holds spending where it was agreed.',
  used: (percent: string) => `${percent}%`,
  months: 'Months of the books',
  reconcile: 'Reconciliation',
  open: 'Open',
  month: 'Month',
  state: 'State',
  states: { open: 'Open', reviewed: 'Reviewed', closed: 'Closed' },
  bears: 'Who bears it',
  center: 'Cost center',
  toFullCost: 'Full cost',
  noRows: 'Nothing this month yet.',
  nobody: '(nobody)',
} as const;

export const executiveText = {
  spend: 'Loaded cost',
  outcomes: 'Outcomes',
  value: 'Measurable value',
  margin: 'Value less cost',
  valueFoot: 'strategic and intangible value is told, never added',
  marginFoot: 'of workloads whose value is measurable',
  successes: (count: string) => `${count} succeeded`,
  apiFoot: (amount: string) => `of it ${amount} billed by providers`,
  verdicts: 'Verdicts',
  verdictCount: (count: number) => `${count} ${count === 1 ? 'workload' : 'workloads'}`,
  map: 'Cost of one result against its worth',
  toValue: 'Viability map',
  due: 'Decisions due',
  nothingDue: 'Nothing waits for a decision.',
  review: 'Review overdue',
  reviewText: (name: string, date: string) => `${name} was to be looked at by ${date}.`,
  gate: 'Gate open',
  gateText: (name: string, missing: number) =>
    `${name} lacks ${missing} ${missing === 1 ? 'point' : 'points'} for production.`,
  approval: 'Approval',
  teachTitle: 'Value cannot be told yet',
  teach:
    'With outcomes told, this page sets what AI costs against what it brings about, workload by workload, with a verdict for each.',
  teachSteps: [
    'Have product name the outcome each workload is for, and what one is worth.',
    'Have engineering send outcomes as they happen.',
    'Have finance add what it costs beyond the calls.',
  ],
} as const;
