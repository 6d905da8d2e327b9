import { applications, costCenters, organizations, teams } from './schema/index.ts';
import { insertAdminToken } from './services/admin-tokens.ts';
import { ensureEnvironment } from './services/environments.ts';
import { insertKey } from './services/keys.ts';
import { checkTimeZone, presentOrganization } from './services/organization.ts';
import type { RandomBytes } from './services/secrets.ts';
import { insertWorkload } from './services/workloads.ts';
import type { Change, ChangeBy } from './store/change.ts';
import { readSetting, writeSetting } from './store/settings.ts';
import type { Store } from './store/store.ts';

const SYSTEM: ChangeBy = { actor: 'system' };

/** Secrets in clear, for the person who starts Weir for the first time. */
export interface FirstStart {
  adminToken: string;
  sandboxKey: string;
}

/** What exists before anybody made anything, in one transaction. Undefined when this was done before. */
export function seed(store: Store, random: RandomBytes, timeZone: string): Promise<FirstStart | undefined> {
  checkTimeZone(timeZone);
  return store.change(SYSTEM, async (change) => {
    if ((await readSetting(change.tx, 'seeded')) === true) return undefined;
    await writeSetting(change.tx, 'seeded', true);
    await seedOwnership(change, timeZone);
    for (const id of ['production', 'staging', 'test', 'development']) await ensureEnvironment(change, id);
    const sandboxKey = await seedPlayground(change, random);
    const { secret: adminToken } = await insertAdminToken(change, 'first start', random);
    return { adminToken, sandboxKey };
  });
}

async function seedOwnership(change: Change, timeZone: string): Promise<void> {
  const stamps = { createdAt: change.now, updatedAt: change.now };
  const organization = {
    id: 'default',
    name: 'Default',
    timeZone,
    currency: 'USD',
    gateMode: 'grace',
    graceUntil: null,
    ...stamps,
  };
  await change.tx.insert(organizations).values(organization);
  change.put('organization', organization.id, organization);
  change.audit('organization.create', 'organization/default', undefined, presentOrganization(organization));

  const costCenter = { id: 'default', name: 'Default', ...stamps };
  await change.tx.insert(costCenters).values(costCenter);
  change.put('costCenter', costCenter.id, costCenter);
  change.audit('cost_center.create', 'cost_center/default', undefined, { id: 'default', name: 'Default' });

  const team = { id: 'default', name: 'Default', costCenter: 'default', ...stamps };
  await change.tx.insert(teams).values(team);
  change.put('team', team.id, team);
  change.audit('team.create', 'team/default', undefined, { id: 'default', name: 'Default' });
}

/** Can reach the sandbox only, so its key may lie about in a file. It has every tag that coverage counts. */
const PLAYGROUND = {
  id: 'playground',
  name: 'Playground',
  application: 'playground',
  environment: 'development',
  stage: 'poc' as const,
  owner: 'you@example.com',
  use_case: 'trying Weir',
  business_process: 'evaluation',
  request_type: 'chat',
  approved_models: ['sandbox-openai/*', 'sandbox-anthropic/*', 'sandbox-google/*'],
};

async function seedPlayground(change: Change, random: RandomBytes): Promise<string> {
  const application = {
    id: PLAYGROUND.application,
    name: PLAYGROUND.name,
    team: 'default',
    createdAt: change.now,
    updatedAt: change.now,
  };
  await change.tx.insert(applications).values(application);
  change.put('application', application.id, application);
  change.audit('application.create', `application/${application.id}`, undefined, {
    id: application.id,
    name: application.name,
    team: application.team,
  });
  await insertWorkload(change, PLAYGROUND);
  const fields = {
    name: PLAYGROUND.name,
    workload: PLAYGROUND.id,
    tags: {},
    expiresAt: null,
    rotatedFrom: null,
  };
  return (await insertKey(change, random, 'key.create', fields)).secret;
}
