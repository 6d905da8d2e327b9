import type { Organization } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printOrganization(out: Output, organization: Organization): void {
  if (out.json) {
    out.data(organization);
    return;
  }
  out.fields([
    ['organization', out.style('bold', organization.id)],
    ['name', organization.name],
    ['time zone', organization.time_zone],
    ['currency', organization.currency],
    ['created', `${formatInstant(organization.created_at)} UTC`],
    ['changed', `${formatInstant(organization.updated_at)} UTC`],
  ]);
}
