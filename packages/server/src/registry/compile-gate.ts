import type { GateMode } from '@weir/core/contract';
import type { AdmissionGate, AdmissionGateOfWorkload } from './admission-state.ts';
import { NOT_EVALUATED } from './services/gate-decisions.ts';
import type { Directory, Tables } from './store/directory.ts';

export function admissionGate(organization: Tables['organization'] | undefined): AdmissionGate {
  return {
    mode: gateModeOf(organization),
    ...(organization?.graceUntil == null ? {} : { graceUntil: organization.graceUntil.getTime() }),
  };
}

/** Only workloads with production traffic have one; those that have passed for good have none, too: nothing is compared for them. */
export function gateOfWorkload(
  { id, stage, environment }: Tables['workload'],
  { rows }: Directory,
): AdmissionGateOfWorkload | undefined {
  if (stage !== 'production' || environment !== 'production') return undefined;
  const row = rows.gate.get(id);
  if (row === undefined) {
    const [organization] = rows.organization.values();
    return gateModeOf(organization) === 'enforce' ? { missing: [NOT_EVALUATED] } : undefined;
  }
  const missing = row.missing.filter(({ from }) => from === undefined).map(({ item }) => item);
  const later = row.missing.flatMap(({ item, from }) =>
    from === undefined ? [] : [{ item, from: Date.parse(from) }],
  );
  if (later.length === 0) return missing.length === 0 ? undefined : { missing };
  return { missing, until: Math.min(...later.map(({ from }) => from)), later };
}

function gateModeOf(organization: Tables['organization'] | undefined): GateMode {
  return (organization?.gateMode ?? 'grace') as GateMode;
}
