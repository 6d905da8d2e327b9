import { application, environmentPolicy, team, type Workload } from '@weir/core/contract';
import { type ApiClient, segment } from '../../api-client.ts';

/** Tags that the gateway works out by itself when nobody sets them. */
const DERIVED = new Set(['organization', 'workload', 'use_case', 'request_type']);

/** Said once, where it can be mended: which required tags the calls of this workload will lack. */
export async function missingTagHint(client: ApiClient, workload: Workload): Promise<string | undefined> {
  const policy = await client.find(`/environments/${segment(workload.environment)}`, environmentPolicy);
  if (policy === undefined) return undefined;
  const fixed = await fixedTags(client, workload);
  const missing = policy.required_tags.filter(
    (tag) => !DERIVED.has(tag) && !fixed.has(tag) && policy.defaults[tag] === undefined,
  );
  if (missing.length === 0 || policy.missing_tag_policy === 'default') return undefined;
  const effect = policy.missing_tag_policy === 'reject' ? 'refused' : 'marked unattributed';
  const flags = missing.map((tag) =>
    FLAGS.has(tag) ? `--${tag.replaceAll('_', '-')} ...` : `--tag ${tag}=...`,
  );
  return `Calls that do not send ${missing.join(', ')} will be ${effect}. Fix it here: weir workload change ${workload.id} ${flags.join(' ')}`;
}

const FLAGS = new Set(['owner', 'cost_center', 'team', 'use_case', 'business_process', 'request_type']);

/** Tags the workload fixes, with team and cost center inherited from its application as the registry does. */
async function fixedTags(client: ApiClient, workload: Workload): Promise<Set<string>> {
  const tags = new Set(Object.keys(workload.tags));
  for (const [name, value] of Object.entries(workload)) if (typeof value === 'string') tags.add(name);
  const app = await client.find(`/applications/${segment(workload.application)}`, application);
  const teamId = workload.team ?? app?.team;
  if (teamId === undefined) return tags;
  tags.add('team');
  const itsTeam = await client.find(`/teams/${segment(teamId)}`, team);
  if (itsTeam?.cost_center !== undefined) tags.add('cost_center');
  return tags;
}
