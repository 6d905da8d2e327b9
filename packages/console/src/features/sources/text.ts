import type { QuarantineState, SourceRole, SourceRunState, SourceState } from '@weir/core/contract';
import type { Section } from './search.ts';

export const sectionLabels: Record<Section, string> = { sources: 'Sources', mappings: 'Mappings of files' };

export const stateLabels: Record<SourceState, string> = {
  idle: 'Up to date',
  running: 'Running',
  failing: 'Failing',
  lagging: 'Lagging',
  disabled: 'Off',
};

export const stateHints: Record<SourceState, string> = {
  idle: 'Its last run went well.',
  running: 'It is being read now.',
  failing: 'Its last run failed.',
  lagging: 'Its figures end more than two of its schedules ago.',
  disabled: 'It does not run on schedule.',
};

export const runLabels: Record<SourceRunState, string> = {
  running: 'Running',
  done: 'Done',
  warned: 'Done, with warnings',
  failed: 'Failed',
  stopped: 'Stopped',
};

export const roleLabels: Record<SourceRole, string> = { statement: 'Statement', charges: 'Charges' };

export const roleHints: Record<SourceRole, string> = {
  statement:
    'The other side: compared with the ledger, never added to it. For providers whose calls pass the gateway.',
  charges:
    'Cost that nothing else tells: its lines are booked. For seats and what bypasses the gateway altogether.',
};

export const rowStateLabels: Record<QuarantineState, string> = {
  open: 'Waiting',
  replayed: 'Replayed',
  dismissed: 'Dismissed',
};

export const text = {
  title: 'Sources',
  lead: 'What tells usage or cost that the gateway does not see: provider APIs, bills, seats, files.',
  sections: 'Parts of sources',
  create: 'New source',
  caption: 'Sources',
  name: 'Source',
  kind: 'Kind',
  role: 'Role',
  state: 'State',
  covered: 'Covered until',
  nothingYet: 'nothing yet',
  lag: (ago: string) => `${ago}`,
  lastRun: 'Last run',
  never: 'Never ran',
  quarantine: 'Quarantine',
  rows: (count: string, one: boolean) => `${count} ${one ? 'row' : 'rows'}`,
  none: 'Nothing is told by anybody else yet',
  noneHint:
    'Add the API or the bill of a provider, and Weir compares it with the ledger. Add seats or a tool that bypasses the gateway, and its cost is in the ledger too. On the command line:',
  command: `weir source create openai --kind openai \\
  --secret-env admin_key=OPENAI_ADMIN_KEY
weir source preview openai     # nothing is kept
weir source run openai`,
  commandLabel: 'Create a source',
} as const;

export const formText = {
  create: 'New source',
  createLead: 'Try it before the first run: a preview keeps nothing.',
  change: (id: string) => `Change ${id}`,
  submit: 'Create source',
  created: (id: string) => `Source ${id} is ready`,
  changed: (id: string) => `Source ${id} is changed`,
  kind: 'Kind',
  idHint: 'Lower-case letters, digits and dashes; it stays for good.',
  name: 'Name',
  nameHint: 'The id when empty.',
  role: 'Role',
  roleFixed: 'The role stays: what was booked by it stays booked.',
  secretHint: 'Encrypted, and never shown again.',
  secretKeep: 'Empty: stays as it is.',
  secretMissing: 'Not set.',
  needed: 'This is needed.',
  schedule: 'Schedule',
  scheduleHint: 'Cron, UTC. Empty: as usual for its kind.',
  scheduleUsual: (cron: string) => `Cron, UTC. Empty: ${cron}. “never”: only when asked.`,
  scheduleChange: 'Cron, UTC. Empty: only when asked.',
  never: 'never',
  mapping: 'Mapping',
  noMapping: 'Save a mapping first: it says which column of the file is what.',
  toMappings: 'Mappings of files',
  choose: 'Choose …',
  more: 'More settings',
  jsonRule: 'This is not JSON.',
  jsonHint: 'JSON.',
  listHint: 'Separated by commas.',
  attribution: 'Whose cost it is',
  attributionLead:
    'Rules are tried in order, and each adds the tags that are still open. Then come tags that are taken over, then defaults.',
  addRule: 'Add a rule',
  rule: (place: number) => `Rule ${place}`,
  ruleField: (place: number) => `Field of rule ${place}`,
  ruleIs: (place: number) => `Value of rule ${place}`,
  ruleTags: (place: number) => `Tags of rule ${place}`,
  removeRule: (place: number) => `Remove rule ${place}`,
  isHint: 'proj_app or app-*',
  tagsHint: 'team=search, workload=crawler',
  ruleRule: 'A rule needs a value and tags such as team=search.',
  tagName: 'Tag of the source',
  tags: 'Default tags',
  tagsLead: 'One per line: environment=production.',
  take: 'Tags to take over',
  takeLead: 'One per line, name there=name here: CostCenter=cost_center.',
  pairRule: 'Write name=value, one per line.',
} as const;

export const fieldLabels: Record<string, string> = {
  account: 'Account',
  project: 'Project',
  key: 'Key',
  user: 'User',
  model: 'Model',
  region: 'Region',
  category: 'Category',
};

/** Of settings that need more words than their names. */
export const settingLabels: Record<string, { label?: string; hint?: string }> = {
  base_url: { label: 'Address', hint: 'Of a proxy or a server of your own. Empty: the provider’s.' },
  allow_private_network: { label: 'Its address may lie in a private network' },
  requests_per_minute: { label: 'Requests per minute' },
  timeout_seconds: { label: 'Seconds to wait for an answer' },
  since: { label: 'First day', hint: 'UTC. Empty: 30 days back.' },
  usage: { label: 'Kinds of usage' },
  costs: { label: 'Fetch costs' },
  costs_by_key: { label: 'Fetch costs by key' },
  check_totals: { label: 'Check that totals are the sum of their lines' },
  books: { label: 'Books', hint: 'With the role charges: its costs, or its usage at your own prices.' },
  prices: { hint: 'Your own seat prices with their dates, as JSON.' },
  metrics: { label: 'Fetch who used it' },
  place: {
    label: 'Watched place',
    hint: 'JSON such as {"folder":"aws"} or {"s3":{"bucket":"billing","region":"eu-central-1"}}. Empty: files are uploaded.',
  },
  encoding: { hint: 'Empty: found by itself.' },
  separator: { hint: 'Empty: found by itself.' },
  currency: { hint: 'Of rows that name none, such as USD.' },
  replaces: { label: 'A file tells its period whole', hint: 'Lines that it no longer has are gone.' },
  invoices: {
    label: 'Sums of invoices',
    hint: 'JSON by invoice id, to check files against: {"INV-7":"1234.56"}',
  },
  products: { hint: 'Separated by commas; * for anything.' },
  models: { hint: 'JSON: names on the bill → models as Weir calls them.' },
} as const;

export const pageText = {
  back: 'Sources',
  audit: 'Audit',
  run: 'Run now',
  backfill: 'Back-fill',
  preview: 'Try it',
  change: 'Change',
  remove: 'Delete',
  enable: 'Switch on',
  disable: 'Switch off',
  switched: (id: string, on: boolean) => `${id} is ${on ? 'on' : 'off'}`,
  removeLead: 'Its runs and its quarantine go with it. What it has told stays in the books.',
  removed: (id: string) => `Source ${id} is deleted`,
  facts: 'What it is',
  kind: 'Kind',
  role: 'Role',
  covered: 'Covered until',
  lag: 'Lag',
  schedule: 'Schedule',
  onDemand: 'Only when asked',
  nextRun: 'Next run',
  lastRun: 'Last run',
  failures: 'Failures in a row',
  secrets: 'Secrets',
  noSecrets: 'None',
  settings: 'Settings',
  attribution: 'Tags',
  rulesCount: (count: number) => (count === 1 ? '1 rule' : `${count} rules`),
  defaultTags: (tags: string) => `default ${tags}`,
  takenTags: (count: number) => `${count} taken over`,
  noAttribution: 'None: its cost has no tags of its own',
  failing: (count: number) => (count === 1 ? 'Its last run failed' : `Its last ${count} runs failed`),
} as const;

export const runText = {
  title: 'This run',
  running: (place: string | undefined) => (place === undefined ? 'Starting' : place),
  read: (count: string) => `${count} lines read`,
  bad: (count: string) => `${count} in quarantine`,
  stop: 'Stop',
  stays: 'It stops when you leave this page. The next run goes on where it was.',
  result: (added: string, revised: string, unchanged: string) =>
    `${added} new, ${revised} revised, ${unchanged} known already`,
  close: 'Close',
  stopped: 'Stopped. The next run goes on where it was.',
  backfillTitle: (id: string) => `Back-fill ${id}`,
  backfillLead:
    'Asks for a stretch of the past again. What is known already is not counted twice; what changed is a revision.',
  since: 'From',
  until: 'Until',
  days: 'Days, UTC. The last one is not included.',
  start: 'Start',
  order: 'This must be after the first day.',
} as const;

export const runsText = {
  title: 'Runs',
  caption: 'Runs, newest first',
  when: 'When',
  subject: 'What',
  schedule: 'What is new',
  state: 'State',
  read: 'Read',
  added: 'New',
  revised: 'Revised',
  bad: 'Quarantined',
  took: 'Took',
  none: 'It has not run yet.',
  more: 'Older runs',
} as const;

export const uploadText = {
  title: 'Files',
  lead: 'Choose a bill or drop it here. You see its first rows before anything is kept.',
  choose: 'Choose a file',
  file: 'File',
  reading: 'Reading its first rows',
  import: (name: string) => `Import ${name}`,
  other: 'Another file',
} as const;

export const previewText = {
  title: 'Preview',
  dialog: (id: string) => `What ${id} would tell`,
  dialogLead: 'The last day, as it would be taken. Nothing is kept.',
  asking: 'Asking',
  lines: (count: string) => `${count} lines`,
  problems: (count: string) => `${count} problems`,
  all: 'of the whole file',
  first: 'of the first rows',
  noLines: 'No line: nothing of it is about AI, or none of its rows can be understood.',
  since: 'From',
  until: 'Until',
  provider: 'Provider',
  project: 'Project',
  model: 'Model',
  unit: 'Unit',
  quantity: 'Quantity',
  cost: 'Cost',
  several: 'several',
  places: (place: string, lines: readonly number[], count: number) =>
    [
      ...(place === '' ? [] : [place]),
      ...(lines.length === 0 ? [] : [`${count === 1 ? 'line' : 'lines'} ${lines.join(', ')}`]),
      ...(count > lines.length && lines.length > 0 ? [`${count - lines.length} more`] : []),
    ].join(', '),
  caption: 'First lines as they would be taken',
  problemList: 'Rows that cannot be understood',
} as const;

export const quarantineText = {
  title: 'Quarantine',
  lead: 'Rows that could not be understood. All others were taken.',
  view: 'Rows shown',
  none: 'No row waits.',
  noneOf: 'None.',
  all: 'Select all shown',
  select: (where: string) => `Select ${where}`,
  selected: (count: number) => `${count} selected`,
  mend: 'Mend',
  mendLabel: (where: string) => `Mend ${where}`,
  replay: 'Replay',
  replayAll: 'Replay all',
  replaySelected: (count: number) => `Replay ${count}`,
  dismissAll: 'Dismiss all',
  dismissSelected: (count: number) => `Dismiss ${count}`,
  dismissTitle: (count: number | undefined) =>
    count === undefined
      ? 'Dismiss all rows that wait?'
      : `Dismiss ${count === 1 ? 'this row' : `${count} rows`}?`,
  dismissLead: 'They are left out for good. What they would have told is not in the books.',
  dismiss: 'Dismiss',
  dismissed: (count: number) => (count === 1 ? '1 row is dismissed' : `${count} rows are dismissed`),
  replayed: (count: number) => (count === 1 ? '1 row was taken' : `${count} rows were taken`),
  still: (count: number) =>
    count === 1 ? '1 row still cannot be understood.' : `${count} rows still cannot be understood.`,
  mendTitle: (where: string) => `Mend ${where}`,
  save: 'Save and replay',
  more: 'More rows',
  decided: (who: string, when: string) => `${who}, ${when}`,
} as const;

export const mappingText = {
  lead: 'How columns of a file become lines, for files of no format Weir knows. Sources of the kind generic-file use them.',
  create: 'New mapping',
  createLead: 'Choose a sample of the file: Weir suggests what its columns are and shows what comes of it.',
  changeLead: 'Files that were read before are not read again.',
  createButton: 'Save mapping',
  created: (id: string) => `Mapping ${id} is saved`,
  changed: (id: string) => `Mapping ${id} is changed`,
  empty: 'No mappings',
  emptyHint:
    'Bills of AWS, Azure, Google and FOCUS files need none. On the command line: weir mapping suggest invoice.csv',
  caption: 'Mappings of files',
  removeLead: 'A mapping that a source uses cannot be deleted.',
  removed: (id: string) => `Mapping ${id} is deleted`,
  idHint: 'Lower-case letters, digits and dashes, such as mistral-invoices.',
  maps: 'Maps',
  sample: 'Sample of the file',
  sampleHint: 'Its first megabyte is looked at, and nothing is kept.',
  columns: 'Columns',
  columnsLead:
    'Field of the line, and the column it comes from. tag.<name> and quantity.<unit> are fields too.',
  constants: 'Constants',
  constantsLead: 'Where a column is empty or there is none.',
  field: (place: number) => `Field ${place}`,
  column: (place: number) => `Column ${place}`,
  constantField: (place: number) => `Constant field ${place}`,
  constant: (place: number) => `Constant ${place}`,
  add: 'Add a column',
  addConstant: 'Add a constant',
  remove: (what: string) => `Remove ${what}`,
  comma: 'Decimal comma: 1.234,56',
  dates: 'Dates',
  dateChoices: {
    auto: 'Found by themselves',
    dmy: 'Day, month, year',
    mdy: 'Month, day, year',
    ymd: 'Year, month, day',
    epoch: 'Seconds since 1970',
  },
  zone: 'Time zone',
  period: 'A row covers',
  periods: { hour: 'An hour', day: 'A day', month: 'A month' },
  scale: 'One in the file is',
  scaleHint: '1000 when it counts thousands.',
  sign: 'Costs',
  signs: { as_is: 'As they stand', negate: 'Stand with a minus' },
  skip: 'Lines before the header',
  more: 'Values, totals, identity',
  moreHint:
    'JSON: {"values": {"unit": {"Input": "input_tokens"}}, "totals": {"column": "Model", "is": "Total"}}',
  jsonRule: 'This is not JSON.',
  preview: 'Look again',
  open: 'Left open',
  nothing: 'Choose a sample to see what comes of it.',
  numberRule: 'A number such as 1000.',
  tooFew: 'At least one column is needed.',
} as const;
