import type { Application, CostCenter } from '@weir/core/contract';
import { createApplication, createCostCenter } from '../../api/mutations.ts';
import type { WorkloadFields } from './form.ts';

interface Known {
  applications: readonly Application[];
  costCenters: readonly CostCenter[];
}

/** Creates the application and cost center a form names when they are not there yet. */
export async function ensureParents(fields: WorkloadFields, known: Known): Promise<void> {
  const application = fields.application.trim();
  if (!known.applications.some(({ id }) => id === application)) await createApplication(application);
  const costCenter = fields.costCenter.trim();
  if (costCenter !== '' && !known.costCenters.some(({ id }) => id === costCenter)) {
    await createCostCenter(costCenter);
  }
}
