import type { CandidateFate, Dialect, ExclusionReason, RouteStrategy } from '@weir/core/contract';
import type { Section } from './search.ts';

export const text = {
  title: 'Routing',
  lead: 'Names that stand for models, and where data may go. What a workload may use stands on its own page.',
  sections: 'Parts of routing',
  labels: { routes: 'Routes', 'data-classes': 'Data classes', simulate: 'Simulate' } satisfies Record<
    Section,
    string
  >,
} as const;

export const strategyLabels: Record<RouteStrategy, string> = {
  ordered: 'In order',
  weighted: 'Weighted',
  cheapest: 'Cheapest',
  fastest: 'Fastest',
};
export const strategyHints: Record<RouteStrategy, string> = {
  ordered: 'The first that is fit and well; the next ones stand in for it.',
  weighted: 'By chance, in proportion to the weights: 3 and 1 send three calls of four to the first.',
  cheapest: 'The least expected cost for this call, among those that can do what it needs.',
  fastest: 'The shortest time to first byte lately, as each gateway measures it.',
};

export const routeText = {
  caption: 'Routes',
  lead: 'A route is a model name of your own. Clients ask for it; it decides which real model answers. With one candidate it is an alias.',
  create: 'New route',
  createButton: 'Create route',
  createLead: 'Clients send its id as model. A change holds for the next call.',
  idHint: 'What clients write as model, e.g. fast or support-default.',
  strategy: 'Choose',
  candidates: 'Candidates',
  candidatesHint:
    'A model such as gpt-4o or openai/gpt-4o, or a tier such as tier:small. In order, the first one counts most.',
  candidate: (position: number) => `Candidate ${position}`,
  weight: (position: number) => `Weight ${position}`,
  up: (position: number) => `Move candidate ${position} up`,
  take: (position: number) => `Remove candidate ${position}`,
  add: 'Add a candidate',
  needed: 'Name at least one model.',
  weightRule: 'A weight is a number above 0, at most 1,000.',
  simulate: (id: string) => `Simulate ${id}`,
  used: 'Used by',
  changed: 'Changed',
  none: '–',
  removeLead: 'Only possible while no workload names it. Clients that ask for it are refused from then on.',
  empty: 'No route yet',
  emptyHint:
    'Create one named fast with the candidates tier:small and strategy Cheapest; clients then ask for model fast and you change what it means here, not in their code.',
  created: (id: string) => `Route ${id} created`,
  saved: (id: string) => `Route ${id} changed`,
  removed: (id: string) => `Route ${id} deleted`,
} as const;

export const classText = {
  caption: 'Data classes',
  lead: 'A data class says which providers and regions may see data. Workloads name theirs; calls never leave it, not even to fall back.',
  create: 'New data class',
  createButton: 'Create data class',
  createLead: 'Workloads name it in their data policy.',
  idHint: 'Lower-case letters, digits and hyphens; stays for good, e.g. personal or public.',
  providers: 'Allowed providers',
  providersHint: 'Ids from the providers page, separated by commas. Empty allows all.',
  regions: 'Allowed regions',
  regionsHint:
    'As providers are configured with: eu, us-east-1. Empty allows all; a provider without a region is in none.',
  all: 'All',
  used: 'Used by',
  removeLead: 'Only possible while no workload names it.',
  empty: 'No data class yet',
  emptyHint:
    'Create one such as personal that only allows providers in your region, then name it in the data policy of workloads that hold such data.',
  created: (id: string) => `Data class ${id} created`,
  saved: (id: string) => `Data class ${id} changed`,
  removed: (id: string) => `Data class ${id} deleted`,
} as const;

export const dialectLabels: Record<Dialect, string> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
};

export const simulatorText = {
  lead: 'What would become of a request now, decided by the code that decides on the call path. Nothing is sent, nothing is charged.',
  workload: 'Workload',
  choose: 'Choose',
  model: 'Model',
  modelHint: 'As a client would write it: a model, tier:small, a route, or default.',
  dialect: 'Client speaks',
  input: 'Input tokens',
  output: 'Longest answer',
  outputHint: 'Tokens; the model’s own limit when empty.',
  needs: 'The model must have',
  ask: 'Simulate',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  countRule: 'Write a whole number above 0.',
  required: 'This is needed.',
  idle: 'Ask a question above',
  idleHint:
    'The answer names the rules in the order they applied, the model that would answer, and what every other would cost.',
  refused: 'Such a call would be refused',
} as const;

export const decisionText = {
  title: 'Routing decision',
  rules: 'Rules, in order',
  noRules: 'No rule applied: the model asked for is the model called.',
  candidates: 'Models considered',
  model: 'Model',
  provider: 'Provider',
  tier: 'Tier',
  fate: 'Outcome',
  estimate: 'Expected cost, at most',
  difference: 'Against the chosen one',
  unknown: '–',
  answers: 'Chosen',
  none: 'No model can answer this',
} as const;

export const fateLabels: Record<CandidateFate, string> = {
  chosen: 'Chosen',
  tried: 'Tried before',
  standby: 'Stands by',
  excluded: 'Left out',
};

export const reasonLabels: Record<ExclusionReason, string> = {
  not_approved: 'not approved for this workload',
  tier_not_allowed: 'its tier is not allowed',
  data_class: 'the data class forbids its provider or region',
  provider_unconfigured: 'its provider has no secret',
  cooling_down: 'its provider asked for a pause',
  unhealthy: 'its circuit is open',
  capability_missing: 'cannot do what the request needs',
  not_translatable: 'the request cannot be said in its dialect',
  context_too_small: 'the prompt does not fit',
  budget: 'could pass the budget',
  resource_elsewhere: 'the request names something in another account',
};
