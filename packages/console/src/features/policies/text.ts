import type { DetectionAction, Detector, EscalationReason } from '@weir/core/contract';
import type { DetectorChoice, TtlUnit } from './fields.ts';

export const reasonLabels: Record<EscalationReason, string> = {
  error: 'Error',
  refusal: 'Refusal',
  invalid_output: 'Output that does not fit the schema',
  truncated: 'Answer cut at its limit',
  low_confidence: 'Low confidence',
};

export const detectorLabels: Record<Detector, string> = {
  email: 'E-mail address',
  phone: 'Phone number',
  payment_card: 'Payment card',
  iban: 'IBAN',
  national_id: 'National id',
  ip_address: 'IP address',
  api_key: 'API key',
  private_key: 'Private key',
};

export const actionLabels: Record<DetectorChoice, string> = {
  off: 'Off',
  flag: 'Flag',
  redact: 'Redact',
  block: 'Block',
};

export const actionDone: Record<DetectionAction, string> = {
  flag: 'flagged',
  redact: 'redacted',
  block: 'blocked',
};

export const unitLabels: Record<TtlUnit, string> = { minutes: 'minutes', hours: 'hours', days: 'days' };

export const text = {
  title: 'Policies',
  routing: 'Routing',
  caching: 'Caching',
  data: 'Data',
  change: (what: string) => `Change ${what.toLowerCase()}`,
  saved: (what: string, id: string) => `${what} of ${id} changed`,
  noRouting: 'Calls go to the model they name, and nowhere else.',
  noCaching: 'Every call asks the provider.',
  noData: 'Nothing is looked for, nothing is kept, every provider may see it.',
  defaultModel: 'default means',
  tiers: 'Tiers',
  fallbacks: 'Falls back to',
  escalation: 'Escalates to',
  escalationOn: (to: string, on: string) => `${to} on ${on}`,
  shadow: 'Shadow',
  shadowOf: (percent: number, model: string) => `${percent}% to ${model}`,
  exact: 'Response cache',
  exactFor: (time: string, scope: string) => `${time}, ${scope}`,
  perUser: 'per user',
  shared: 'shared by users',
  prompt: 'Prompt caching',
  promptOn: 'Inserts cache points',
  class: 'Data class',
  detectors: 'Detectors',
  answersToo: 'Answers too',
  retention: 'Retention',
  kept: (days: number, percent: number) => `${percent}% of calls for ${days} days`,
  off: 'Off',
} as const;

export const routingText = {
  title: (id: string) => `Routing of ${id}`,
  lead: 'Which models its calls may go to, and what happens when one does not do.',
  defaultModel: 'Default model',
  defaultModelHint: 'What a client gets that asks for model default: a model, tier:small, or a route.',
  tiers: 'Allowed tiers',
  tiersHint:
    'None ticked allows every tier. Else models of other tiers, and of none, are refused, also as fallback.',
  fallbacks: 'Fallbacks',
  fallbacksHint: 'Stand-ins in order, separated by commas, for when the model asked for cannot answer.',
  escalates: 'Escalate when the answer is not good enough',
  escalatesHint:
    'The model asked for is tried first; each try is charged. Answers are held until they are judged.',
  escalateTo: 'Go up to',
  escalateToHint: 'At most three, in order: models, tiers or routes.',
  escalateOn: 'On',
  confidence: 'Least confidence',
  confidenceHint: 'Mean probability of the answer’s tokens, 0 to 1. Needs log probabilities.',
  shadows: 'Shadow calls with another model',
  shadowsHint: 'A copy of some calls goes there too. Clients never see it; its cost is booked as evaluation.',
  shadowModel: 'Shadow model',
  shadowPercent: 'Share of calls, in percent',
  needed: 'This is needed.',
  onNeeded: 'Tick at least one reason.',
  confidenceRule: 'Write a number from 0 to 1.',
  percentRule: 'Write a number above 0, at most 100.',
} as const;

export const cachingText = {
  title: (id: string) => `Caching of ${id}`,
  lead: 'What is answered, or charged less, because it was asked before.',
  exact: 'Keep answers and repeat them',
  exactHint: 'The same request gets the same answer without asking the provider, at no cost.',
  ttl: 'Keep for',
  unit: 'Unit',
  perUser: 'Each user has their own answers',
  perUserHint: 'Off: users of this workload share them. Answers never cross data classes.',
  anyTemperature: 'Also repeat requests that ask for chance',
  anyTemperatureHint: 'Temperature above 0 asks for a different answer each time.',
  prompt: 'Insert cache points for the provider',
  promptHint:
    'Anthropic charges a prompt’s stable beginning less when it is marked. Writing it costs more once; the caching page shows the net.',
  ttlRule: 'Write a time above 0 of at most 30 days.',
} as const;

export const dataText = {
  title: (id: string) => `Data of ${id}`,
  lead: 'Where its data may go, what must not leave, and what is kept.',
  class: 'Data class',
  classHint: 'Says which providers and regions may see its data. Kept under Routing.',
  noClass: 'None: every provider',
  detectors: 'Detectors',
  detectorsHint:
    'Flag counts finds on the call. Redact puts placeholders in their place and restores them in the answer. Block refuses the call before it leaves.',
  action: (detector: string) => `${detector}: what to do`,
  answers: 'Look at answers too',
  answersHint: 'Requests are always looked at.',
  keeps: 'Keep prompts and completions',
  keepsHint: 'Encrypted, and deleted when the time is over. Off: nothing is kept.',
  days: 'Days',
  sample: 'Share of calls, in percent',
  daysRule: 'Write a whole number from 1 to 3,650.',
  percentRule: 'Write a number above 0, at most 100.',
} as const;
