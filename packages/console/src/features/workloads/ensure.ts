import type { Application, CostCenter, Team } from '@weir/core/contract';
import { createApplication, createCostCenter, createTeam } from '../../api/mutations.ts';
import type { WorkloadFields } from './form.ts';

interface Known {
  applications: readonly Application[];
  teams: readonly Team[];
  costCenters: readonly CostCenter[];
}

/** Creates the application, team and cost center a form names when they are not there yet. */
export async function ensureParents(fields: WorkloadFields, known: Known): Promise<void> {
  const isNew = (id: string, all: readonly { id: string }[]) =>
    id !== '' && !all.some((one) => one.id === id);
  const costCenter = fields.costCenter.trim();
  if (isNew(costCenter, known.costCenters)) await createCostCenter({ id: costCenter });
  const team = fields.team.trim();
  if (isNew(team, known.teams)) await createTeam({ id: team });
  const application = fields.application.trim();
  if (isNew(application, known.applications)) await createApplication({ id: application });
}
