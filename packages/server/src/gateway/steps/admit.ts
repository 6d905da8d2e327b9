import { WeirError } from '@weir/core/errors';
import type { AdmissionState } from '../../registry/admission-state.ts';
import { KillSwitches } from '../kills.ts';
import type { Attribution } from './attribute.ts';
import { ownerOf, type Principal } from './authenticate.ts';
import { passGate } from './gate.ts';

/**
 * Whether this caller may call at all: stage of the workload, its gate, kill switches. Returns what its gate lacks, to be told
 * with the answer; undefined when nothing is. `now` in epoch ms. Throws WeirError `workload_not_admitted`, `stopped_by_operator`.
 */
export function admit(
  { workload, key }: Principal,
  { tags }: Pick<Attribution, 'tags'>,
  state: AdmissionState,
  now: number,
): string | undefined {
  KillSwitches.of(state).check(key.id, workload.id, tags['task']);
  if (workload.stage === 'retired') {
    throw new WeirError('workload_not_admitted', `The workload ${workload.id} is retired.`, {
      remedy: `Ask ${ownerOf(workload.tags)} to bring it back, or use another workload's key.`,
    });
  }
  if (workload.stage === 'poc' && workload.environment === 'production') {
    throw new WeirError(
      'workload_not_admitted',
      `The workload ${workload.id} is a proof of concept and may not call from production.`,
      { remedy: `Ask ${ownerOf(workload.tags)} to move it to stage pilot or production.` },
    );
  }
  // a drill is how the gate is passed
  return key.drill === true ? undefined : passGate(workload, state.gate, now);
}
