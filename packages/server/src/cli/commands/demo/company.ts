import { application, costCenter, key, keyWithSecret, team, workload } from '@weir/core/contract';
import type { z } from 'zod';
import { demoCompany } from '../../../sandbox/demo/index.ts';
import { type ApiClient, segment } from '../../api-client.ts';

/** Entities of the demo company by path of the API, in the order in which they must be made. */
const ENTITIES: readonly (readonly [path: string, schema: z.ZodType, bodies: readonly { id: string }[]])[] = [
  ['/cost-centers', costCenter, demoCompany.costCenters],
  ['/teams', team, demoCompany.teams],
  ['/applications', application, demoCompany.applications],
  ['/workloads', workload, demoCompany.workloads],
];

/** Creates what is not there yet; resolves to how many. What has the same id and exists is left as it is. */
export async function ensureCompany(client: ApiClient): Promise<number> {
  let created = 0;
  for (const [path, schema, bodies] of ENTITIES) {
    for (const body of bodies) {
      if ((await client.find(`${path}/${segment(body.id)}`, schema)) !== undefined) continue;
      await client.send('POST', path, schema, body);
      created += 1;
    }
  }
  return created;
}

export interface DemoKeys {
  /** Secret by workload. */
  secrets: Record<string, string>;
  /** Nobody else knows the secrets: they are of no use once the traffic ends. */
  revoke(): Promise<void>;
}

/** One key per workload of the demo, which expires by itself should this process die. */
export async function createDemoKeys(client: ApiClient, expiresAt: string): Promise<DemoKeys> {
  const secrets: Record<string, string> = {};
  const ids: string[] = [];
  for (const { id } of demoCompany.workloads) {
    const body = { workload: id, name: 'demo traffic', expires_at: expiresAt };
    const made = await client.send('POST', '/keys', keyWithSecret, body);
    secrets[id] = made.secret;
    ids.push(made.id);
  }
  return {
    secrets,
    async revoke() {
      for (const id of ids) await client.send('POST', `/keys/${segment(id)}/revoke`, key);
    },
  };
}
