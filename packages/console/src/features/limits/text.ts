import type { KillTarget, RateMetric } from '@weir/core/contract';

export const metricLabels: Record<RateMetric, string> = {
  requests: 'Requests',
  tokens: 'Tokens',
  cost: 'Cost',
  concurrent: 'Calls at once',
};

export const targetLabels: Record<KillTarget, string> = {
  everything: 'Everything',
  workload: 'Workload',
  key: 'Key',
  provider: 'Provider',
  task: 'Task',
};

export const text = {
  title: 'Limits',
  lead: 'How fast calls may come, and the switches that stop them.',
} as const;

export const rateText = {
  section: 'Rate limits',
  lead: 'At most so much in a window that slides, or at once. Clients get the usual headers, and Retry-After when refused.',
  create: 'New rate limit',
  empty: 'Calls may come as fast as they like',
  emptyHint:
    'A rate limit holds back a user, key, workload or model that asks too often. Create one here, or in a terminal:',
  cli: 'weir limit create --metric requests --limit 60 --window 1m --per user',
  cliLabel: 'command',
  caption: 'Rate limits',
  what: 'At most',
  scope: 'Applies to',
  per: 'Per',
  all: 'One count for all',
  refused: 'Refused',
  queued: 'Queued',
  busiest: 'Busiest',
  busiestOf: (percent: number) => `${percent}%`,
  quiet: 'Nobody',
  unknown: '–',
  waits: (time: string) => `waits up to ${time}`,
  burst: (amount: string) => `burst ${amount}`,
  concurrent: (count: string) => `${count} calls at once`,
  inWindow: (amount: string, window: string) => `${amount} per ${window}`,
  amounts: {
    requests: (count: string) => `${count} requests`,
    tokens: (count: string) => `${count} tokens`,
  },
  removeLead: 'Calls are no longer held back by it.',
  removed: (id: string) => `Rate limit ${id} deleted`,
} as const;

export const rateFormText = {
  title: 'New rate limit',
  lead: 'A call must pass every rate limit that matches it.',
  changeLead: 'What it counts, of what and per what stays.',
  created: (id: string) => `Rate limit ${id} created`,
  changed: (id: string) => `Rate limit ${id} changed`,
  submit: 'Create rate limit',
  metric: 'What is counted',
  limit: 'Limit',
  limitHint: (currency: string) => `In ${currency}.`,
  window: 'Window',
  windows: {
    1: 'second',
    10: '10 seconds',
    60: 'minute',
    600: '10 minutes',
    3600: 'hour',
    86400: 'day',
  } as Readonly<Record<number, string>>,
  seconds: (count: number) => `${count} seconds`,
  per: 'Each of these has its own count',
  perHint: 'Such as user, key, workload, model or tag.tenant. One count for all when empty.',
  burst: 'Burst',
  burstHint: 'How much may come together. The whole limit when empty.',
  queue: 'Longest wait for a turn, ms',
  queueHint: '0 refuses at once; at most 60,000.',
  amountRule: 'Write a number above 0.',
  queueRule: 'Write a whole number from 0 to 60,000.',
} as const;

export const killText = {
  section: 'Kill switches',
  lead: 'A thrown switch refuses new calls of its target, and cuts those under way, on all gateways within a second.',
  stop: 'Stop …',
  stopWorkload: 'Stop',
  none: 'Nothing is stopped.',
  active: 'Stopped now',
  ended: 'Taken back',
  endedCaption: 'Kill switches that were taken back, the newest first',
  target: 'What',
  reason: 'Why',
  by: 'By',
  since: 'Since',
  until: 'Until',
  endedBy: 'Taken back by',
  stoppedBy: (by: string, since: string) => `Stopped by ${by}, ${since}.`,
  cut: 'Calls under way were cut.',
  notCut: 'Calls under way were let finish.',
  resume: 'Let it go on',
  resumeOf: (target: string) => `Let it go on: ${target}`,
  resumed: (target: string) => `${target} goes on`,
  workloadStopped: (reason: string) => `Its calls are refused: ${reason}`,
} as const;

export const stopText = {
  title: 'Stop calls',
  lead: 'Holds on all gateways within a second, until somebody takes it back. It is audited.',
  target: 'What is stopped',
  subjects: { workload: 'Workload', key: 'Key', provider: 'Provider', task: 'Task' },
  hints: {
    workload: 'Its id.',
    key: 'Its id; type a name to find it.',
    provider: 'No call goes to it; routes fall back to others.',
    task: 'As <workload>/<task>.',
  },
  reason: 'Reason',
  reasonHint: 'Clients and colleagues will read it.',
  cut: 'Cut calls under way',
  cutHint: 'Their clients see an error; what was used until then is charged. Off: they may finish.',
  confirm: (word: string) => `Type “${word}” to confirm`,
  word: 'stop everything',
  confirmHint: 'Every call of every workload is refused until it is taken back.',
  confirmRule: (word: string) => `Type ${word}.`,
  submit: 'Stop',
  done: 'Stopped',
  needed: 'This is needed.',
} as const;
