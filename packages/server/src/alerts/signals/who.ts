import type { Scope } from '@weir/core/contract';
import type { AdmissionState } from '../../registry/index.ts';
import { scopeText } from '../observation.ts';

/** A workload with its tags, to match scopes and to say who is concerned. */
export function workloadDimensions(
  { workloads }: Pick<AdmissionState, 'workloads'>,
  id: string,
): Record<string, string> {
  const tags = workloads[id]?.tags ?? {};
  const dimensions: Record<string, string> = { workload: id };
  for (const [name, value] of Object.entries(tags)) {
    dimensions[name] = value;
    dimensions[`tag.${name}`] = value;
  }
  return dimensions;
}

/** `ops@example.com, workload support-bot`. */
export function workloadWho(state: Pick<AdmissionState, 'workloads'>, id: string): string {
  return listed([state.workloads[id]?.tags['owner'], `workload ${id === '' ? '(none)' : id}`]);
}

/** What a scope pins down, with all that is known of its workload. */
export function scopeDimensions(
  state: Pick<AdmissionState, 'workloads'>,
  scope: Scope,
): Record<string, string> {
  const workload = scope['workload'];
  return { ...(workload === undefined ? {} : workloadDimensions(state, workload)), ...scope };
}

/** `ops@example.com, workload=support-bot`. */
export function scopeWho(state: Pick<AdmissionState, 'workloads'>, scope: Scope, owner?: string): string {
  const workload = scope['workload'];
  const tagged = workload === undefined ? undefined : state.workloads[workload]?.tags['owner'];
  return listed([owner ?? tagged, scopeText(scope)]);
}

function listed(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
