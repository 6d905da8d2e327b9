import { WeirError } from '@weir/core/errors';
import type { Principal } from './authenticate.ts';

/** Whether this workload may call at all in its stage. Throws WeirError `workload_not_admitted`. */
export function admit({ workload }: Principal): void {
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
}

export function ownerOf(tags: Readonly<Record<string, string>>): string {
  return tags['owner'] ?? 'the owner of the workload';
}
