import type { AllocationBasis, ChargeCategory, CostTerms } from '@weir/core/contract';
import type { Level, Section } from './search.ts';

export const categoryText: Record<ChargeCategory, string> = {
  model_usage: 'Model usage',
  evaluation: 'Evaluation',
  seats: 'Seats and SaaS',
  tools: 'Tools',
  infrastructure: 'Infrastructure',
  commitment: 'Unused commitment',
  tax: 'Tax',
  credit: 'Credit',
  prompt_engineering: 'Prompt engineering',
  safety_compliance: 'Safety and compliance',
  observability_storage: 'Observability and storage',
  human_review: 'Human review',
  enablement: 'Enablement',
  data_retrieval: 'Data pipeline and retrieval',
  egress: 'Egress',
  integration: 'Integration',
  people: 'People',
};

/** A category as people read it; one that is not known here as it is. */
export const categoryName = (name: string): string => {
  const known: Readonly<Record<string, string>> = categoryText;
  return known[name] ?? name;
};

export const levelText: Record<Level, string> = {
  workload: 'Workload',
  team: 'Team',
  cost_center: 'Cost center',
  application: 'Application',
  environment: 'Environment',
};
const levelPlural: Record<Level, string> = {
  workload: 'workloads',
  team: 'teams',
  cost_center: 'cost centers',
  application: 'applications',
  environment: 'environments',
};
export const sectionText: Record<Section, string> = {
  stack: 'Cost stack',
  items: 'Cost items',
  rules: 'Sharing rules',
  run: 'Booking a month',
  explained: 'Explained',
};

export const text = {
  title: 'Full cost',
  lead: 'What providers bill, and everything else it takes: people, review, platforms, licences.',
  sections: 'Parts of full cost',
  apiCost: 'API cost',
  apiHint: 'What providers bill for use of models.',
  loadedCost: 'Loaded cost',
  loadedHint: 'API cost and every share of other costs.',
  otherCost: 'Other costs',
  ratio: 'Loaded to API cost',
  ratioHint: 'Each 1.00 of API cost takes this much in all.',
  unallocated: 'Not allocated',
  unallocatedHint: 'Booked, borne by nobody.',
  levels: levelText,
  by: (level: string) => `Full cost by ${level.toLowerCase()}`,
  showBy: 'By',
  view: 'Show as',
  chart: 'Chart',
  table: 'Table',
  stackLabel: (level: string) => `Stack of costs by ${level.toLowerCase()}; the table has the same figures.`,
  api: 'API',
  others: 'Other categories',
  apart: (api: string, times: string) => `API ${api} · ${times}`,
  csv: 'Download as CSV',
  xlsx: 'Statement as XLSX',
  csvName: (level: string) => `weir-full-cost-by-${level}.csv`,
  legend: 'Categories',
  todaysOwner: 'Filtered figures are grouped by who owns a workload today.',
  explain: 'Explain',
  explainOf: (name: string) => `Explain the shares of ${name}`,
  entries: 'Entries',
  entriesOf: (name: string) => `Entries in the ledger of ${name}`,
  actions: 'Actions',
  total: 'Total',
  none: '–',
  noWorkload: '(nobody)',
  teachTitle: 'No cost beyond the calls is known yet',
  teach:
    'Tokens are a part of what an AI system costs. Name the other parts once, say who bears them, and every night each workload gets its share.',
  teachSteps: [
    'Add a cost item: what it is, what it costs, since when.',
    'Give it a workload, or a rule that shares it out.',
    'Look here the next day, or book the month at once.',
  ],
  teachCommand: 'Add a cost item',
  noRowsTitle: 'Nothing was spent in this period',
  noRows: 'Choose another period, or take the filter away.',
} as const;

export const COST_ITEM_COMMAND =
  'npx weir cost-item create gpu-cluster --category infrastructure --amount 12000 --per month --from 2026-11-01 --source "lease 4711"';

type Kind = CostTerms['kind'];

export const kindText: Record<Kind, { name: string; hint: string }> = {
  recurring: { name: 'Recurring', hint: 'The same amount every period, in equal parts of its days.' },
  amortised: { name: 'Paid once', hint: 'One payment, spread evenly over months.' },
  metered: { name: 'Metered', hint: 'Quantities you send, times a rate: gigabytes, hours, minutes.' },
  derived: {
    name: 'Derived',
    hint: 'Follows from what Weir counts: a share of outcomes reviewed, minutes each.',
  },
};
type Driver = Extract<CostTerms, { kind: 'derived' }>['driver'];
export const driverText: Record<Driver, { one: string; many: string }> = {
  calls: { one: 'call', many: 'calls' },
  tasks: { one: 'task', many: 'tasks' },
  outcomes: { one: 'outcome', many: 'outcomes' },
  successful_outcomes: { one: 'successful outcome', many: 'successful outcomes' },
  users: { one: 'user', many: 'users' },
  million_tokens: { one: 'million tokens', many: 'million tokens' },
};
export const perText = { day: 'a day', month: 'a month', quarter: 'a quarter', year: 'a year' } as const;

export const itemsText = {
  lead: 'Costs of AI that no call tells. Each says what it comes to, since when, where the figure is written, and who bears it.',
  caption: 'Cost items',
  create: 'New cost item',
  name: 'Cost item',
  category: 'Category',
  terms: 'Comes to',
  bears: 'Borne by',
  soFar: 'This month so far',
  validity: 'In force',
  since: (day: string) => `since ${day}`,
  span: (from: string, until: string) => `${from} until ${until}`,
  voided: 'taken back',
  ended: 'ended',
  sandbox: 'sandbox',
  change: (id: string) => `Change ${id}`,
  quantities: (id: string) => `Quantities of ${id}`,
  explain: (id: string) => `Explain ${id}`,
  rule: (id: string) => `rule ${id}`,
  whereCounted: 'where it is counted',
  emptyTitle: 'No cost item yet',
  empty:
    'Prompt engineering, review, evaluation, platforms, licences: name what AI costs beside calls, and every workload sees its loaded cost.',
} as const;

export const itemForm = {
  createTitle: 'New cost item',
  changeTitle: (id: string) => `Change ${id}`,
  lead: 'What it is, what it comes to, and who bears it. It is shared out every night, day by day.',
  changeLead:
    'Holds for all its time: what is booked is set right by the next run. For another price from a day on, end it and create another.',
  idHint: 'Lower-case letters, digits and dashes: gpu-cluster.',
  name: 'Name',
  nameHint: 'The id when empty.',
  category: 'Category',
  kind: 'How it comes to its amount',
  amount: 'Amount',
  currency: 'Currency',
  per: 'Per',
  months: 'Over how many months',
  unit: 'Unit',
  unitHint: 'GB, hours, minutes',
  rate: 'Rate per unit',
  driver: 'For every',
  percent: 'Share of them, %',
  percentHint: '5 when one in twenty is reviewed',
  unitsEach: 'Units for each',
  unitsEachHint: '4 when each takes 4 minutes',
  from: 'From',
  until: 'Until',
  untilHint: 'The day it ends, not included. On its first day: taken back.',
  bearer: 'Who bears it',
  bearers: { workload: 'One workload', rule: 'A sharing rule', counted: 'Where it is counted' },
  bearerHint: {
    workload: 'All of it.',
    rule: 'Shared out by its steps.',
    counted: 'Each workload bears what follows from its own count.',
    metered: 'Each quantity names its workload.',
  },
  workload: 'Workload',
  rule: 'Sharing rule',
  noRules: 'There is no rule yet: add one under Sharing rules first.',
  source: 'Where the figure is written',
  sourceHint: 'Invoice, contract, payroll: what an auditor would ask for.',
  owner: 'Owner',
  sandbox: 'For the sandbox only',
  sandboxHint: 'Borne by sandbox calls; no part of the books.',
  required: 'Needed.',
  decimalRule: 'A number such as 1200 or 0.023.',
  percentRule: 'From 0 to 100.',
  monthsRule: 'A whole number from 1 to 120.',
  currencyRule: 'Three letters such as USD.',
  dayRule: 'Choose a day.',
  created: (id: string) => `${id} is there; the next run shares it out`,
  changed: (id: string) => `${id} is changed; the next run sets right what is booked`,
  createSubmit: 'Create cost item',
  changeSubmit: 'Save',
  preview: 'What it comes to',
  waiting: 'Fill in the figures above: what a month comes to stands here.',
} as const;

export const preview = {
  recurring: (amount: string, per: string, month: string, whole: string, day: string) =>
    `${amount} ${per}: ${whole} in ${month}, ${day} each day.`,
  amortised: (amount: string, months: number, month: string) =>
    `${amount} over ${months === 1 ? '1 month' : `${months} months`}: ${month} a month.`,
  amortisedEnd: (last: string) => `The last part falls before ${last}.`,
  metered: (rate: string, unit: string) => `${rate} for each ${unit} you send.`,
  meteredExample: (quantity: string, unit: string, amount: string) =>
    `${quantity} ${unit} in a month: ${amount}.`,
  derived: (percent: string, many: string, each: string, unit: string, rate: string) =>
    `${percent}% of ${many}, ${each} ${unit} each, at ${rate}.`,
  derivedPer: (count: string, many: string, amount: string) => `${count} ${many} in a month: ${amount}.`,
  derivedNow: (workload: string, count: string, many: string, amount: string) =>
    `With the ${count} ${many} of ${workload} in the last 30 days: ${amount}.`,
} as const;

export const quantitiesText = {
  title: (id: string) => `Quantities of ${id}`,
  lead: 'A CSV file with the columns id, day, quantity, and if you like workload and note. All of it is taken, or nothing. An id is taken once.',
  file: 'CSV file',
  csv: 'Or its text',
  nothing: 'Nothing to send yet.',
  found: (rows: number) => (rows === 1 ? '1 row to send' : `${rows} rows to send`),
  send: 'Send quantities',
  sending: 'Sending',
  done: (added: number, unchanged: number) => `${added} taken, ${unchanged} were known already`,
  known: 'Sent so far',
  day: 'Day',
  quantity: 'Quantity',
  amount: 'Comes to',
  workload: 'Workload',
  note: 'Note',
  none: 'No quantity was sent yet.',
  placeholder: 'id,day,quantity,workload,note',
} as const;

export const basisText: Record<AllocationBasis, string> = {
  cost: 'by API cost',
  calls: 'by calls',
  tokens: 'by tokens',
  users: 'by users',
  tasks: 'by tasks',
  outcomes: 'by outcomes',
  fixed: 'by fixed shares',
  even: 'alike',
};

export const rulesText = {
  lead: 'Who bears a cost that several share. Steps go from level to level, each part within itself, down to workloads.',
  create: 'New rule',
  caption: 'Sharing rules',
  usedBy: 'Used by',
  nobody: 'no cost item',
  change: (id: string) => `Change ${id}`,
  remove: (id: string) => `Delete ${id}`,
  removeLead: 'Only a rule that no cost follows can be deleted.',
  removed: (id: string) => `${id} is deleted`,
  emptyTitle: 'No sharing rule yet',
  empty: 'A rule says how a shared bill is split: by tokens, calls, outcomes, fixed shares, or alike.',
  createTitle: 'New sharing rule',
  changeTitle: (id: string) => `Change ${id}`,
  formLead: 'Holds for every month that is shared out from now on.',
  idHint: 'Lower-case letters, digits and dashes: gpu-by-tokens.',
  name: 'Name',
  nameHint: 'The id when empty.',
  among: 'Who takes part',
  amongHint:
    'Terms such as environment=production or workload=support-bot, separated by commas. All workloads in use when empty.',
  amongRule: 'Write terms such as team=claims, separated by commas.',
  steps: 'Steps',
  step: (place: number) => `Step ${place}`,
  stepKind: (place: number) => `Kind of step ${place}`,
  kinds: { split: 'Split among', pools: 'Send parts to' },
  level: (place: number) => `Level of step ${place}`,
  basis: (place: number) => `Basis of step ${place}`,
  shares: (place: number) => `Shares of step ${place}`,
  sharesPlaceholder: 'claims=3, sales=1',
  poolsPlaceholder: 'ai-platform=1, self=3',
  removeStep: (place: number) => `Remove step ${place}`,
  addStep: 'Add a step',
  sharesRule: 'Every fixed split and every pool step needs shares such as claims=3, sales=1.',
  lastRule: 'The last step splits among workloads, unless all went to other cost items.',
  zero: 'When there is nothing to divide by',
  zeros: { even: 'Share alike', unallocated: 'Leave it unallocated' },
  summary: 'In words',
  createSubmit: 'Create rule',
  changeSubmit: 'Save',
  created: (id: string) => `${id} is there; give it to a cost item`,
  changed: (id: string) => `${id} is changed`,
  levelsMany: levelPlural,
} as const;

export const ruleWords = {
  all: 'All workloads in use take part.',
  among: (terms: string) => `Workloads with ${terms} take part.`,
  or: ' or ',
  and: ' and ',
  pools: (parts: string) => `goes to other costs by shares: ${parts}`,
  self: 'stays here',
  part: (name: string, weight: string) => `${name} ${weight}`,
  firstSplit: (level: string, basis: string) => `is split among ${level} ${basis}`,
  nextSplit: (level: string, basis: string) => `each part among its ${level} ${basis}`,
  fixed: (shares: string) => `by fixed shares (${shares})`,
  begin: (steps: string) => `The cost ${steps}.`,
  next: '; then ',
  even: 'Where nobody has anything to divide by, parts are alike.',
  unallocated: 'Where nobody has anything to divide by, the part is booked without an owner.',
} as const;

export const runText = {
  lead: 'Every night books what the month so far lacks. Here is what a run would book now, and what stands in its way.',
  month: 'Month',
  caption: 'What a run of the month books',
  item: 'Cost item',
  category: 'Category',
  amount: 'Month so far',
  allocated: 'Shared out',
  unallocated: 'Not allocated',
  toBook: 'To book now',
  entries: 'Entries',
  problems: 'Problems',
  book: 'Book it now',
  booking: 'Booking',
  nothing: 'All is booked: a run would change nothing.',
  would: (amount: string, entries: string) => `A run would book ${amount} in ${entries}.`,
  entryCount: (count: number) => (count === 1 ? '1 entry' : `${count} entries`),
  done: (entries: string) => `Booked in ${entries}`,
  confirmTitle: (month: string) => `Book ${month} now?`,
  confirm:
    'Entries are never changed or removed; what proves wrong is set right by further entries. Running twice books nothing twice.',
  inLedger: 'Booked entries in the ledger',
  emptyTitle: 'No cost item was in force in this month',
  empty: 'Add cost items first: there is nothing to share out.',
  toItems: 'Go to cost items',
  fine: 'none',
} as const;

export const explainedText = {
  lead: 'Where every allocated amount comes from, division by division, to be checked by hand.',
  workload: 'Workload',
  item: 'Cost item',
  all: 'All',
  sum: (count: number, amount: string) => `${count === 1 ? '1 share' : `${count} shares`}, ${amount} in all`,
  of: (item: string, workload: string) => `${item} for ${workload}`,
  steps: (item: string) => `Steps of ${item}`,
  whole: 'Of',
  basis: 'Basis',
  outOf: 'Out of',
  part: 'Share',
  inLedger: 'Entries in the ledger',
  more: (count: number) => `Show ${count} more`,
  byRule: (rule: string) => `rule ${rule}`,
  direct: 'all of it, no rule',
  toRun: 'What a run would book',
  emptyTitle: 'Nothing was shared out here',
  empty:
    'No cost item falls on what is chosen in this month. Choose another month, or look at what a run would book.',
} as const;
