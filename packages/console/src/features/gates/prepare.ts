import type {
  GateItem,
  GateMode,
  GateSettings,
  GateStatus,
  GateSummary,
  Person,
  PersonRole,
  Workload,
} from '@weir/core/contract';
import type { Tone } from '../../ui/tag.tsx';

export const STATE_TONES: Record<GateStatus['state'], Tone> = {
  passed: 'good',
  excepted: 'warn',
  open: 'bad',
};
export const TRAFFIC_TONES: Record<GateStatus['traffic'], Tone> = {
  allowed: 'good',
  allowed_with_warning: 'warn',
  refused: 'bad',
};
export const ITEM_TONES: Record<GateItem['state'], Tone> = {
  met: 'good',
  excepted: 'warn',
  in_review: 'accent',
  missing: 'bad',
  rejected: 'bad',
  expired: 'bad',
};

/** As GATE_EXCEPTION_ROLES of the contract, which is imported as types only. */
export const EXCEPTION_ROLES: readonly PersonRole[] = ['risk', 'executive'];
const DAY_MS = 86_400_000;
export const SOON_DAYS = 30;

/** Gates concern production in production; what is elsewhere passes. */
export const isConcerned = ({ stage, environment }: Pick<GateSummary, 'stage' | 'environment'>): boolean =>
  stage === 'production' && environment === 'production';

export const isOpen = ({ state }: Pick<GateItem, 'state'>): boolean =>
  state !== 'met' && state !== 'excepted';

/** What calls get under a mode, from its end of grace on. */
export const wouldRefuse = (mode: GateMode, graceUntil: string | undefined): 'now' | 'later' | 'never' => {
  if (mode === 'enforce') return 'now';
  return mode === 'grace' && graceUntil !== undefined ? 'later' : 'never';
};

/** Workloads in production whose gate is open: whom a mode concerns. */
export const openInProduction = (gates: readonly GateSummary[]): GateSummary[] =>
  gates.filter((gate) => gate.state === 'open' && isConcerned(gate));

export const isGraceOver = ({ mode, grace_until: until }: GateSettings, now: number): boolean =>
  mode === 'grace' && until !== undefined && Date.parse(until) <= now;

export interface Due {
  workload: string;
  item: GateItem['id'];
  what: 'review' | 'exception';
  until: string;
  isOver: boolean;
}

/** Decisions that run out soon, or did: the earliest first. */
export function dueSoon(gates: readonly GateSummary[], now: number, days = SOON_DAYS): Due[] {
  return gates
    .flatMap(({ workload, ends }) =>
      ends.map((end) => ({ workload, ...end, isOver: Date.parse(end.until) <= now })),
    )
    .filter(({ until }) => Date.parse(until) < now + days * DAY_MS)
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
}

const isNamed = (person: Person, by: string | undefined): boolean =>
  by !== undefined && (by === person.id || by.toLowerCase() === person.email.toLowerCase());

/** Who may decide: here, with one of the roles, and neither owner nor technical owner. */
export function decidersOf(
  people: readonly Person[],
  roles: readonly PersonRole[],
  workload: Pick<Workload, 'owner' | 'technical_owner'> | undefined,
): Person[] {
  return people.filter(
    (person) =>
      person.state === 'active' &&
      person.roles.some((role) => roles.includes(role)) &&
      !isNamed(person, workload?.owner) &&
      !isNamed(person, workload?.technical_owner),
  );
}

type Place = 'profile' | 'controls' | 'budgets' | 'attribution' | 'quality';
const PLACES: Partial<Record<GateItem['id'], Place>> = {
  business_owner: 'profile',
  technical_owner: 'profile',
  cost_center: 'profile',
  model_tier: 'controls',
  usage_profile: 'profile',
  budget_threshold: 'budgets',
  observability_tags: 'attribution',
  data_classification_review: 'profile',
  fallback_plan: 'profile',
  quality_metric: 'quality',
  value_metric: 'profile',
  can_we_monitor: 'attribution',
  usage_spikes: 'controls',
};

/** Where an item is provided; undefined where only a review does. */
export const placeOf = (id: GateItem['id']): Place | undefined => PLACES[id];

/** What the API tells of a decision made meanwhile, without its first half: `grace rejected security_review: "Keys."` */
export function overtakenBy(message: string): string | undefined {
  const at = message.indexOf(' meanwhile: ');
  return at === -1 ? undefined : message.slice(at + ' meanwhile: '.length);
}
