import type { Priority, TaskPolicy } from '@weir/core/contract';

export const priorityLabels: Record<Priority, string> = { high: 'High', normal: 'Normal', low: 'Low' };

export const onLimitLabels: Record<TaskPolicy['on_limit'], string> = {
  stop: 'Stop the task',
  degrade: 'Go on with something cheaper',
  handoff: 'Hand it to a person',
};

export const gateLabels: Record<NonNullable<TaskPolicy['gate']>['action'], string> = {
  approval: 'A person must consent, once per task',
  refuse: 'Refused',
};

export const lossLabels: Record<TaskPolicy['on_authority_loss'], string> = {
  closed: 'Refuse its calls',
  open: 'Let it go on, unlimited but counted',
};

/** Limits of a task that are plain whole numbers, in the order they are asked for. */
export const COUNTS = [
  'max_steps',
  'max_tool_calls',
  'max_tokens',
  'max_tokens_per_step',
  'max_seconds',
  'max_retries',
  'max_depth',
  'max_identical_calls',
] as const satisfies readonly (keyof TaskPolicy)[];
export type Count = (typeof COUNTS)[number];

export const countLabels: Record<Count, string> = {
  max_steps: 'Steps',
  max_tool_calls: 'Tool calls',
  max_tokens: 'Tokens',
  max_tokens_per_step: 'Tokens per step',
  max_seconds: 'Seconds',
  max_retries: 'Retries',
  max_depth: 'Depth of tasks',
  max_identical_calls: 'Identical calls',
};

export const countHints: Partial<Record<Count, string>> = {
  max_seconds: 'From its first call on.',
  max_depth: 'Tasks that start tasks.',
  max_identical_calls: 'More are a loop.',
};

export const limitsText = {
  name: 'Limits',
  none: 'Normal priority; its tasks run until they end.',
  title: (id: string) => `Limits of ${id}`,
  lead: 'Who goes first when a provider gets scarce, and how far one task of it may go.',
  priority: 'Priority',
  priorityNone: 'Normal, unless said otherwise',
  priorityHint: 'What a provider allows is kept free for higher priorities when it runs short.',
  limitsTasks: 'Limit its tasks',
  limitsTasksHint:
    'A task is what calls with the same x-weir-task header have in common. An empty limit does not hold.',
  cost: 'Cost',
  costHint: (currency: string) => `In ${currency}; reserved like a budget.`,
  onLimit: 'At a limit',
  degradeTier: 'Cheapest model of tier',
  gate: 'Gate these tiers',
  gateHint: 'Models of a ticked tier are not used by a task without more ado.',
  gateAction: 'At the gate',
  fromTrace: 'Group calls without a task by their trace',
  fromTraceHint: 'traceparent stands in for x-weir-task.',
  webhook: 'Webhook',
  webhookHint: 'Is told, signed, of tasks that were handed over.',
  loss: 'When nobody can be asked about a task',
  countRule: 'Write a whole number above 0.',
  amountRule: 'Write an amount above 0.',
  tasks: 'Tasks',
  most: (label: string, value: string) => `${label.toLowerCase()} ${value}`,
  gateLine: 'Gate',
  gateOf: (tiers: string, action: string) => `${tiers}: ${action}`,
} as const;
