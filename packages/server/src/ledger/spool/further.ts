import type { CallFact } from '@weir/core/contract';

/**
 * Fields that most calls have none of. They travel together in one cell, so that a call without them pays for nothing
 * and a spool written before they existed reads as before.
 */
const FURTHER = [
  'purpose',
  'parent_call',
  'trace_id',
  'parent_span_id',
  'client_address',
  'client_certificate',
  'routing',
  'cache',
  'avoided_cost',
  'data_class',
  'region',
  'detections',
  'detection_action',
] as const;
export type Further = Partial<Pick<CallFact, (typeof FURTHER)[number]>>;

/** What of them the call has; null when it has none. */
export function packFurther(call: Further): Further | null {
  if (hasNone(call)) return null;
  let found: Record<string, unknown> | null = null;
  for (const name of FURTHER) {
    const value = call[name];
    if (value === undefined) continue;
    found ??= {};
    found[name] = value;
  }
  return found;
}

/** Field by field, because names looked up in a loop cost ten times as much: nearly all calls end here. */
function hasNone(call: Further): boolean {
  return (
    call.purpose === undefined &&
    call.parent_call === undefined &&
    call.trace_id === undefined &&
    call.parent_span_id === undefined &&
    call.client_address === undefined &&
    call.client_certificate === undefined &&
    call.routing === undefined &&
    call.cache === undefined &&
    call.avoided_cost === undefined &&
    call.data_class === undefined &&
    call.region === undefined &&
    call.detections === undefined &&
    call.detection_action === undefined
  );
}

/** Why each attempt was not the last, by place; null when none says so. */
export function packSuperseded(attempts: CallFact['attempts']): readonly (string | null)[] | null {
  if (attempts.every((attempt) => attempt.superseded_by === undefined)) return null;
  return attempts.map((attempt) => attempt.superseded_by ?? null);
}

export function withSuperseded(attempts: CallFact['attempts'], cell: unknown): CallFact['attempts'] {
  if (!Array.isArray(cell)) return attempts;
  return attempts.map((attempt, i) => {
    const reason: unknown = cell[i];
    return typeof reason === 'string' ? { ...attempt, superseded_by: reason } : attempt;
  });
}
