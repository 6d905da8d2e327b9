import type { GateItem, GateStatus, GateSummary, Page, Stage, Workload } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

const DEFAULT_PAGE = 50;

export interface GateQuery {
  state?: GateStatus['state'];
  stage?: Stage;
  environment?: string;
  limit?: number;
  cursor?: string;
}

export function summaryOf(
  { stage, environment, owner }: Workload,
  { items, ...status }: GateStatus,
): GateSummary {
  const open = items.filter(({ state }) => state !== 'met' && state !== 'excepted');
  return {
    ...status,
    stage,
    environment,
    owner,
    missing: open.map(({ id }) => id),
    in_review: open.filter(({ state }) => state === 'in_review').map(({ id }) => id),
    ends: items.flatMap(endsOf).sort((a, b) => Date.parse(a.until) - Date.parse(b.until)),
  };
}

function endsOf({ id: item, review, exception }: GateItem): GateSummary['ends'] {
  const approvedUntil = review?.decision === 'approve' ? review.valid_until : undefined;
  return [
    ...(approvedUntil === undefined ? [] : [{ item, what: 'review' as const, until: approvedUntil }]),
    ...(exception === undefined ? [] : [{ item, what: 'exception' as const, until: exception.until }]),
  ];
}

/** In the order of workloads' ids: a page begins after the id that the one before ended with. Throws `invalid_argument`. */
export function pageOfGates(summaries: readonly GateSummary[], query: GateQuery): Page<GateSummary> {
  const { state, stage, environment, limit = DEFAULT_PAGE, cursor } = query;
  const after = cursor === undefined ? '' : workloadOf(cursor);
  const matching = summaries.filter(
    (gate) =>
      gate.workload > after &&
      (state === undefined || gate.state === state) &&
      (stage === undefined || gate.stage === stage) &&
      (environment === undefined || gate.environment === environment),
  );
  const data = matching.slice(0, limit);
  const last = data.at(-1);
  const more = matching.length > data.length && last !== undefined;
  return { data, next_cursor: more ? cursorOf(last.workload) : null };
}

function cursorOf(workload: string): string {
  return Buffer.from(JSON.stringify([workload])).toString('base64url');
}

function workloadOf(cursor: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && typeof read[0] === 'string') return read[0];
  } catch {
    // falls through to the one error below
  }
  throw new WeirError('invalid_argument', 'The cursor is none of ours', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous answer unchanged, or leave it out to start from the first.',
  });
}
