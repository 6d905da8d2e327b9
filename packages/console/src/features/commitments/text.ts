import type { Kind, State } from './search.ts';

export const kindLabels: Record<Kind, string> = {
  commitment: 'Commitment',
  credit: 'Credits',
  volume: 'Volume tiers',
  discount: 'Discount',
  free: 'Free quantity',
  provisioned: 'Provisioned',
  self_hosted: 'Self-hosted',
};

export const kindHints: Record<Kind, string> = {
  commitment: 'At least an amount per period, used or not; use costs less.',
  credit: 'Use that was paid for beforehand, or given.',
  volume: 'Use costs less the more there is of it in a period.',
  discount: 'A percentage off what is spent, perhaps only beyond an amount.',
  free: 'The first units of every period cost nothing.',
  provisioned: 'Capacity by the hour, whether it is used or not.',
  self_hosted: 'Models on machines of your own, priced by what these cost.',
};

export const stateLabels: Record<State, string> = { holds: 'Holds', planned: 'Planned', over: 'Over' };

export const periodLabels = {
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
  term: 'The whole term',
} as const;

const perPeriod = {
  month: 'a month',
  quarter: 'a quarter',
  year: 'a year',
  term: 'over the whole term',
} as const;
export type Period = keyof typeof periodLabels;

export const text = {
  title: 'Commitments',
  lead: 'Commitments, credits, tiers, capacity: how far they are used, and what use really costs under them.',
  create: 'New agreement',
  search: 'Search agreements',
  kind: 'Kind',
  anyKind: 'Any kind',
  state: 'State',
  anyState: 'Any state',
  caption: 'Agreements with providers',
  name: 'Agreement',
  dates: 'Dates',
  used: 'Used',
  remaining: 'Remaining',
  shortfall: 'Shortfall',
  ends: 'Used up',
  endedOn: (day: string) => `on ${day}`,
  endsOn: (day: string) => `by ${day}`,
  of: (used: string, total: string) => `${used} of ${total}`,
  usedPercent: (percent: string) => `${percent} used`,
  noTotal: (used: string) => `${used} so far`,
  discount: (percent: string) => `${percent}% less than contracted`,
  notInPeriod: 'Not in this period',
  never: '–',
  from: (day: string) => `from ${day}`,
  fromTo: (from: string, until: string) => `${from} – ${until}`,
  units: (count: string) => `${count} units`,
  empty: 'No agreements yet',
  emptyHint:
    'Write down what was agreed beyond prices per unit, and Weir tells how far it is used, what will be missing and what use really costs. Create one here, or in a terminal:',
  cli: `weir agreement create openai-2026 --kind commitment --provider openai \\
  --from 2026-01-01 --until 2027-01-01 --source "contract 4711" \\
  --terms '{"amount":"10000","discount_percent":"15"}'`,
  cliLabel: 'command',
  noneFound: 'No agreement is like that',
  noneFoundHint: 'Clear the search or the filters.',
  unknown: 'No figures',
  loading: 'Counting',
} as const;

export const pageText = {
  back: 'Commitments',
  end: 'End',
  audit: 'Audit',
  figures: 'Figures of the period',
  period: (since: string, until: string) => `Period ${since} – ${until}`,
  total: 'Agreed',
  burned: 'Used',
  remaining: 'Remaining',
  shortfall: 'Shortfall expected',
  shortfallFoot: (day: string) => `due on ${day} if use goes on as in the last 7 days`,
  shortfallNone: 'Use covers it at the pace of the last 7 days.',
  threshold: 'Next step',
  thresholdFoot: 'of use in the period',
  projected: (day: string) => `used up on ${day} at the pace of the last 7 days`,
  usedUp: (day: string) => `used up on ${day}`,
  contracted: 'Contracted cost',
  contractedFoot: 'of what it covers, at prices per unit',
  effective: 'Effective cost',
  effectiveFoot: (percent: string) => `${percent}% less than contracted`,
  effectiveMore: (percent: string) => `${percent}% more than contracted`,
  idle: 'Not used by anybody',
  explain: (figure: string) => `How ${figure} is computed`,
  source: (anchor: string) => `docs/formulas.md#${anchor}`,
  burnDown: 'Burn-down',
  burnDownTerm: 'Use by day',
  cumulative: 'Used',
  left: 'Remaining',
  pace: 'Even use',
  view: 'View',
  asChart: 'Chart',
  asTable: 'Table',
  csv: 'Download as CSV',
  day: 'Day',
  noUse: 'Nothing that it covers was used in this period yet.',
  chartLabel: (name: string, used: string) =>
    `Burn-down of ${name}: ${used} used so far; the table holds the same figures`,
  terms: 'Terms',
  inWords: 'In words',
  kind: 'Kind',
  provider: 'Provider',
  models: 'Models',
  allModels: 'every model',
  unitsName: 'Units',
  allUnits: 'every unit',
  currency: 'Currency',
  from: 'From',
  until: 'Until',
  open: 'until it is ended',
  ended: 'Ended',
  writtenIn: 'Source',
  added: 'Added',
  booked: 'What it booked',
  bookedLead:
    'Weir books the difference between prices per unit and the agreement, allocated to who used it; every day, and never twice.',
  apply: (month: string) => `Book ${month} now`,
  applying: 'Booking',
  applied: (month: string, count: number) =>
    count === 0 ? `Everything of ${month} is booked as agreed` : `${month} is booked as agreed`,
  noneBooked: 'Nothing yet: what was used costs what was booked, or nothing was used.',
  month: 'Month',
  change: 'Changes cost by',
  entries: 'Entries',
  state: 'State',
  decided: 'Decided',
  states: {
    open: 'Waits for approval',
    booking: 'Booking',
    booked: 'Booked',
    rejected: 'Rejected',
  },
  cli: (month: string) => `weir agreement apply ${month}`,
  by: (who: string, when: string) => `${who}, ${when}`,
  endTitle: (name: string) => `End ${name}?`,
  endLead:
    'From then on it changes nothing any more. What is past stays as it was agreed; agreements are never changed or deleted.',
  endDone: 'The agreement is ended',
} as const;

interface Figure {
  meaning: string;
  formula: string;
  anchor: string;
}

/** How the figures of a kind come about; ids are those of docs/formulas.md. */
export const figureText: Record<Kind, Figure> = {
  commitment: {
    meaning:
      'Use burns the commitment at its discounted cost. What is left at the end of the period is due all the same.',
    formula: 'used = sum of contracted cost × (1 − discount), at most the amount',
    anchor: 'commitment',
  },
  credit: {
    meaning:
      'Use burns credits in the order in which they came. Burned use costs its part of what was paid for them.',
    formula: 'effective cost = burned × paid ÷ amount + what no credit paid',
    anchor: 'prepaid_credits',
  },
  volume: {
    meaning: 'Each step prices what lies in it, by what was used before in the period.',
    formula: 'cost = sum over steps (quantity within the step × its price)',
    anchor: 'volume_tiers',
  },
  discount: {
    meaning: 'What is spent beyond the amount costs the percentage less.',
    formula: 'cost = up to the amount + beyond it × (1 − percent)',
    anchor: 'spend_discount',
  },
  free: {
    meaning: 'The free quantity of every period is used up in the order of use.',
    formula: 'cost = contracted cost × quantity beyond the free one ÷ quantity',
    anchor: 'free_tier',
  },
  provisioned: {
    meaning: 'The hours are paid, used or not. Use bears its part of the hour; the rest is idle.',
    formula: 'cost of a use = (fee − idle) × its quantity ÷ quantity of the hour',
    anchor: 'provisioned_throughput',
  },
  self_hosted: {
    meaning: 'What the machines cost in an hour, spread over what they do in it.',
    formula: 'rate = GPU-hour cost × GPUs × per ÷ (units per second × 3,600 × utilisation)',
    anchor: 'self_hosted_rate',
  },
};

/** Sentences that terms are read in. */
export const words = {
  commitment: (amount: string, period: Period) =>
    `At least ${amount} ${perPeriod[period]}, whether used or not.`,
  commitmentDiscount: (percent: string) => `Use costs ${percent}% less.`,
  commitmentBeyond: {
    discounted: 'Use beyond it costs less, too.',
    contracted: 'Use beyond it costs the contracted price.',
  },
  shortfall: 'What is not used is due at the end of the period.',
  free: (quantity: string, period: Period) =>
    `The first ${quantity} units ${perPeriod[period]} cost nothing.`,
  discount: (percent: string) => `${percent}% off what is spent.`,
  discountAbove: (percent: string, above: string, period: Period) =>
    `${percent}% off what is spent beyond ${above} ${perPeriod[period]}.`,
  volumeMeasure: (period: Period) => `Counted anew ${period === 'term' ? 'never' : `every ${period}`}.`,
  step: (above: string, what: string) => `Beyond ${above}: ${what}.`,
  stepPrice: (price: string, per: string) => `${price} per ${per}`,
  stepDiscount: (percent: string) => `${percent}% less`,
  whole: 'The step reached prices all of the period.',
  graduated: 'Each step prices only what lies in it.',
  unitsOf: (count: string) => `${count} units`,
  grant: (amount: string, cost: string, from: string) => `${amount} of use for ${cost}, from ${from} on.`,
  gift: (amount: string, from: string) => `${amount} of use as a gift, from ${from} on.`,
  expires: (day: string) => `What is left on ${day} lapses.`,
  provisioned: (units: string, price: string) =>
    `${units} units of capacity at ${price} each an hour, used or not.`,
  capacity: (count: string) => `One unit does ${count} in an hour.`,
  noCapacity: 'An hour with any use counts as fully used.',
  selfHosted: (gpus: string, price: string) => `${gpus} GPUs at ${price} an hour each.`,
  throughput: (unit: string, count: string) => `${count} ${unit} a second at full load.`,
  utilisation: (percent: string) => `Expected to work ${percent}% of the time.`,
  rate: (unit: string, price: string) => `${unit} cost ${price} per million.`,
  scope: (models: string, units: string, provider: string) => `For ${units} of ${models} of ${provider}.`,
} as const;

export const formText = {
  title: 'New agreement',
  lead: 'It is never changed, only ended, so that past months stay true.',
  submit: 'Create agreement',
  done: (id: string) => `Agreement ${id} created`,
  kind: 'Kind',
  idHint: 'Lower-case letters, digits and dashes. It stays for good.',
  name: 'Name',
  nameHint: 'The id when empty.',
  provider: 'Provider',
  providerHint: 'As charges name it: openai, anthropic.',
  models: 'Models',
  modelsHint: 'Names or beginnings such as gpt-4o*, commas between. All when empty.',
  units: 'Units',
  unitsHint: 'Such as input_tokens or family:tokens. All when empty.',
  currency: 'Currency',
  from: 'First day',
  until: 'Holds until',
  untilHint: 'The first day on which it no longer holds.',
  source: 'Source',
  sourceHint: 'Where it is written: a contract, an order, a page.',
  amount: 'Amount',
  period: 'Per',
  discountPercent: 'Percent off use',
  beyond: 'Use beyond it',
  beyonds: { discounted: 'Costs less, too', contracted: 'Costs the contracted price' },
  quantity: 'Free units',
  percent: 'Percent off',
  above: 'Beyond',
  aboveHint: 'Spend of the period; from the first on when empty.',
  measure: 'Counted by',
  measures: { quantity: 'Units', spend: 'Spend' },
  mode: 'A step prices',
  modes: { graduated: 'What lies in it', whole: 'All of the period' },
  steps: 'Steps',
  stepAbove: (position: number) => `Step ${position} beyond`,
  stepValue: (position: number) => `Value of step ${position}`,
  stepKind: (position: number) => `Kind of step ${position}`,
  stepKinds: { price: 'price per million', discount_percent: 'percent less' },
  addStep: 'Add a step',
  removeStep: (position: number) => `Remove step ${position}`,
  stepsRule: 'Give every step a number from which on it holds, rising, and its price or percentage.',
  creditAmount: 'Credits',
  creditCost: 'Paid for them',
  creditCostHint: 'As much as they are worth when empty; 0 for a gift.',
  expires: 'Lapse on',
  hourlyPrice: 'Price of a unit and hour',
  unitCount: 'Units bought',
  capacity: 'What a unit does in an hour',
  capacityHint:
    'In units that the agreement covers, such as tokens. An hour with any use counts as full when empty.',
  gpuHour: 'Cost of a GPU and hour',
  gpus: 'GPUs',
  throughput: 'Units a second at full load',
  throughputUnit: (position: number) => `Unit ${position}`,
  throughputCount: (position: number) => `Per second ${position}`,
  addThroughput: 'Add a unit',
  removeThroughput: (position: number) => `Remove unit ${position}`,
  throughputRule: 'Give at least one unit and how much of it is done a second.',
  utilisation: 'Percent of the time at work',
  required: 'This is needed.',
  number: 'A number such as 2.50.',
  positive: 'A number greater than 0.',
  percentRule: 'A number from 0 to 100.',
  count: 'A whole number from 1.',
  currencyRule: 'A code such as USD.',
  dayRule: 'Give a day.',
  preview: 'In words',
  waiting: 'Fill in the terms to read them in words.',
} as const;
