import { WeirError } from '@weir/core/errors';
import type {
  AdmissionGate,
  AdmissionGateOfWorkload,
  AdmissionWorkload,
} from '../../registry/admission-state.ts';
import { ownerOf } from './authenticate.ts';

/** What callers are told during grace: `missing=security_review,value_metric`. */
export const GATE_HEADER = 'x-weir-gate';

/**
 * Lets production traffic through the workload's gate. Returns the header's value when it passes by grace alone, undefined when
 * nothing is to be said. Only compares: what is missing was decided by control, and what ends by itself is told by this clock.
 * Throws WeirError `workload_not_admitted`.
 */
export function passGate(
  workload: AdmissionWorkload,
  rule: AdmissionGate | undefined,
  now: number,
): string | undefined {
  const { gate } = workload;
  if (gate === undefined || rule === undefined || rule.mode === 'off') return undefined;
  if (gate.missing.length === 0 && (gate.until === undefined || now < gate.until)) return undefined;
  if (workload.stage !== 'production' || workload.environment !== 'production') return undefined;
  const lacks = lacking(gate, now);
  const grace = rule.mode === 'grace' && (rule.graceUntil === undefined || now < rule.graceUntil);
  if (grace) return `missing=${lacks.join(',')}`;
  throw notPassed(workload, lacks);
}

function lacking({ missing, later = [] }: AdmissionGateOfWorkload, now: number): string[] {
  return [...missing, ...later.filter(({ from }) => from <= now).map(({ item }) => item)];
}

function notPassed({ id, tags }: AdmissionWorkload, lacks: readonly string[]): WeirError {
  return new WeirError(
    'workload_not_admitted',
    `The workload ${id} has not passed its gate for production. Missing: ${lacks.join(', ')}.`,
    {
      remedy: `\`weir gate show ${id}\` tells what each needs and who reviews it; ask ${ownerOf(tags)}.`,
      headers: [GATE_HEADER, `missing=${lacks.join(',')}`],
    },
  );
}
