import {
  GATE_QUESTIONS,
  GATE_REQUIREMENTS,
  GATE_REVIEWERS,
  type GateItem,
  type GateItemId,
  type GateSettings,
  type GateStatus,
} from '@weir/core/contract';
import type { GateFinding } from '../../registry/index.ts';
import type { Finding, GateFacts } from './facts.ts';
import { dayOf } from './phrases.ts';
import { QUESTIONS } from './questions.ts';
import { REQUIREMENTS } from './requirements.ts';
import { TITLES } from './titles.ts';

/** An item, and until when (epoch ms) it stays what it is by itself. */
interface Evaluated {
  item: GateItem;
  until: number | undefined;
}

export interface Evaluation {
  status: GateStatus;
  /** For the gateway: what is missing, and what will be. */
  finding: GateFinding;
}

/** Pure: the same facts give the same gate. */
export function evaluateGate(facts: GateFacts, settings: GateSettings): Evaluation {
  const evaluated = [
    ...GATE_REQUIREMENTS.map((id) => evaluateItem(id, 'requirement', REQUIREMENTS[id](facts), facts)),
    ...GATE_QUESTIONS.map((id) =>
      evaluateItem(id, 'question', { ok: true, evidence: QUESTIONS[id](facts) }, facts),
    ),
  ];
  const { workload, revision } = facts.record;
  const items = evaluated.map(({ item }) => item);
  const open = items.filter(({ state }) => !stands(state));
  const state =
    open.length > 0 ? 'open' : items.some((item) => item.state === 'excepted') ? 'excepted' : 'passed';
  const ends = evaluated.flatMap(({ item, until }) =>
    stands(item.state) && until !== undefined ? [until] : [],
  );
  const until = ends.length === 0 || state === 'open' ? undefined : Math.min(...ends);
  return {
    status: {
      workload: workload.id,
      state,
      traffic: trafficOf(state, workload, settings, facts.now),
      ...(until === undefined ? {} : { until: instantOf(until) }),
      mode: settings.mode,
      met: items.length - open.length,
      of: items.length,
      items,
      revision,
    },
    finding: {
      workload: workload.id,
      lacks: evaluated.flatMap(({ item, until: end }) => {
        if (!stands(item.state)) return [{ item: item.id }];
        return end === undefined ? [] : [{ item: item.id, from: instantOf(end) }];
      }),
    },
  };
}

function stands(state: GateItem['state']): boolean {
  return state === 'met' || state === 'excepted';
}

/** What the gateway does with calls of such a workload now. */
export function trafficOf(
  state: GateStatus['state'],
  { stage, environment }: { stage: string; environment: string },
  { mode, grace_until }: GateSettings,
  now: number,
): GateStatus['traffic'] {
  if (mode === 'off' || state !== 'open' || stage !== 'production' || environment !== 'production')
    return 'allowed';
  const grace = mode === 'grace' && (grace_until === undefined || now < Date.parse(grace_until));
  return grace ? 'allowed_with_warning' : 'refused';
}

function evaluateItem(id: GateItemId, kind: GateItem['kind'], found: Finding, facts: GateFacts): Evaluated {
  const role = GATE_REVIEWERS[id];
  const decided = role === undefined ? byData(found) : byReview(id, role, found, facts);
  const item: GateItem = {
    id,
    kind,
    title: TITLES[id],
    state: decided.state,
    evidence: found.evidence,
    ...(decided.remedy === undefined ? {} : { remedy: decided.remedy }),
    decided_by: role === undefined ? 'data' : 'review',
    ...(role === undefined ? {} : { reviewer_role: role }),
    ...reviewOf(id, facts),
  };
  return withException({ item, until: decided.until }, facts);
}

interface Decided {
  state: GateItem['state'];
  remedy: string | undefined;
  until: number | undefined;
}

function byData({ ok, remedy, until }: Finding): Decided {
  return { state: ok ? 'met' : 'missing', remedy, until };
}

/** There must be something to review, and the last review of it must approve and not be too old. */
function byReview(id: GateItemId, role: string, found: Finding, { now, record }: GateFacts): Decided {
  if (!found.ok) return byData(found);
  const review = record.reviews.find(({ item }) => item === id);
  const ask = `Somebody with the role ${role} reviews it: weir gate review ${record.workload.id} ${id} --approve --reviewer <person> --note <text>.`;
  if (review === undefined) return { state: 'in_review', remedy: ask, until: undefined };
  const at = dayOf(review.at.getTime());
  if (review.decision !== 'approve') {
    const remedy = `${review.reviewer} rejected it on ${at}: ${review.note} Mend that, then have it reviewed again.`;
    return { state: 'rejected', remedy, until: undefined };
  }
  const until = review.validUntil.getTime();
  if (until <= now)
    return { state: 'expired', remedy: `The review of ${at} has run out. ${ask}`, until: undefined };
  return { state: 'met', remedy: undefined, until };
}

function reviewOf(id: GateItemId, { record }: GateFacts): Pick<GateItem, 'review'> {
  const review = record.reviews.find(({ item }) => item === id);
  if (review === undefined) return {};
  const { reviewer, decision, at, note, validUntil } = review;
  return {
    review: {
      reviewer,
      decision: decision === 'approve' ? 'approve' : 'reject',
      at: at.toISOString(),
      note,
      valid_until: validUntil.toISOString(),
    },
  };
}

/** What is met needs no exception, but one that lasts longer carries it on. */
function withException({ item, until }: Evaluated, { now, record }: GateFacts): Evaluated {
  const exception = record.exceptions.find((granted) => granted.item === item.id);
  if (exception === undefined) return { item, until };
  const { id, reason, grantedBy, until: end } = exception;
  const told = { ...item, exception: { id, reason, granted_by: grantedBy, until: end.toISOString() } };
  if (end.getTime() > now) {
    if (item.state !== 'met') return { item: { ...told, state: 'excepted' }, until: end.getTime() };
    return { item: told, until: until === undefined ? undefined : Math.max(until, end.getTime()) };
  }
  return { item: item.state === 'missing' ? { ...told, state: 'expired' } : told, until };
}

function instantOf(at: number): string {
  return new Date(at).toISOString();
}
