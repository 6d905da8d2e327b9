import type { Approval } from '@weir/core/contract';

export const stateLabels: Record<Approval['state'], string> = {
  pending: 'Pending',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
};

export const kindLabels: Record<Approval['kind'], string> = { budget: 'Budget', task: 'Task' };

export const text = {
  title: 'Approvals',
  lead: 'Questions that only a person may answer: may this budget be lifted, may this task go on.',
  parts: 'Approvals',
  pending: 'Pending',
  history: 'History',
  none: 'Nobody waits for an answer',
  noneHint:
    'A question appears here when a budget in approval mode refuses a call, or a task meets a limit that hands it to a person. To make such a budget:',
  cli: 'weir budget create --scope workload=support-bot --amount 100 --period month --mode approval --approver cfo@example.com',
  cliLabel: 'command',
  noHistory: 'Nothing was decided yet',
  caption: 'Decided questions, the newest first',
  asked: (when: string) => `Asked ${when}`,
  refused: (count: number, shown: string) =>
    count === 1 ? '1 call was turned away since' : `${shown} calls were turned away since`,
  needed: (amount: string) => `the last might have cost ${amount}`,
  approvers: (names: string) => `May answer: ${names}`,
  anyAdmin: 'every administrator',
  approve: 'Approve',
  reject: 'Reject',
  approveOf: (subject: string) => `Approve ${subject}`,
  rejectOf: (subject: string) => `Reject ${subject}`,
  question: 'Question',
  subject: 'Subject',
  state: 'Decision',
  by: 'By',
  at: 'Decided',
  granted: 'Granted',
  grantedOf: (amount: string, until: string) => `${amount} until ${until}`,
  grantedUntil: (until: string) => `until ${until}`,
  reason: 'Reason',
} as const;

export const decideText = {
  approveTitle: (subject: string) => `Approve ${subject}`,
  rejectTitle: (subject: string) => `Reject ${subject}`,
  amount: 'Amount on top',
  amountHint: (amount: string) => `The last call might have cost ${amount}.`,
  taskAmountHint: 'Only where the task stands at its cost limit.',
  until: 'Until',
  untilHint: (zone: string) => `Time in ${zone}. What is left of it then is taken back.`,
  by: 'Who decides',
  byHint: 'You, when empty.',
  reason: 'Reason',
  rejectHint: 'It is not asked again for an hour.',
  approve: 'Approve',
  reject: 'Reject',
  approved: 'Approved',
  rejected: 'Rejected',
  amountRule: 'Write an amount such as 25 or 0.50.',
  dateRule: 'Pick a date and a time.',
} as const;
