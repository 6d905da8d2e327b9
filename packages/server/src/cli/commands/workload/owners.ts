import { application, costCenter, team } from '@weir/core/contract';
import { type ApiClient, segment } from '../../api-client.ts';

export interface Owners {
  application?: string;
  team?: string;
  costCenter?: string;
}

/**
 * Creates what a workload names but the registry does not have yet, top down: cost center, team, application.
 * Resolves to one sentence per thing created. Several people may do this at once: losing that race is fine.
 */
export async function ensureOwners(client: ApiClient, owners: Owners): Promise<string[]> {
  const created: string[] = [];
  const { costCenter: center, team: teamId, application: applicationId } = owners;
  if (center !== undefined && !(await client.find(`/cost-centers/${segment(center)}`, costCenter))) {
    await client.send('POST', '/cost-centers', costCenter, { id: center });
    created.push(`Created cost center ${center}.`);
  }
  if (teamId !== undefined && !(await client.find(`/teams/${segment(teamId)}`, team))) {
    await client.send('POST', '/teams', team, { id: teamId, ...optional('cost_center', center) });
    created.push(`Created team ${teamId}${center === undefined ? '' : ` of cost center ${center}`}.`);
  }
  if (
    applicationId !== undefined &&
    !(await client.find(`/applications/${segment(applicationId)}`, application))
  ) {
    await client.send('POST', '/applications', application, {
      id: applicationId,
      ...optional('team', teamId),
    });
    created.push(`Created application ${applicationId}${teamId === undefined ? '' : ` of team ${teamId}`}.`);
  }
  return created;
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
