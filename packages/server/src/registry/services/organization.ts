import type { changeOrganization, Organization } from '@weir/core/contract';
import { isTimeZone } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { organizations } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { stamps } from './present.ts';
import { notFound } from './references.ts';

type Row = Tables['organization'];

export interface OrganizationService {
  show(): Organization;
  change(input: z.infer<typeof changeOrganization>, by: ChangeBy): Promise<Organization>;
}

export function presentOrganization(row: Row): Organization {
  const { id, name, timeZone, currency } = row;
  return { id, name, time_zone: timeZone, currency, ...stamps(row) };
}

/** The one organization of an installation. Its currency is fixed: budgets and the ledger are kept in it. */
export function organizationService(store: Store): OrganizationService {
  function row(): Row {
    const [only] = store.directory.rows.organization.values();
    if (only === undefined) throw notFound('organization', 'default', 'Start Weir once to create it.');
    return only;
  }
  return {
    show: () => presentOrganization(row()),
    change(input, by) {
      if (input.time_zone !== undefined) checkTimeZone(input.time_zone);
      return store.change(by, async (change) => {
        const old = row();
        const set = {
          name: input.name ?? old.name,
          timeZone: input.time_zone ?? old.timeZone,
          updatedAt: change.now,
        };
        await change.tx.update(organizations).set(set).where(eq(organizations.id, old.id));
        const after = presentOrganization({ ...old, ...set });
        change.put('organization', old.id, { ...old, ...set });
        change.audit('organization.change', `organization/${old.id}`, presentOrganization(old), after);
        return after;
      });
    },
  };
}

export function checkTimeZone(zone: string): void {
  if (isTimeZone(zone)) return;
  throw new WeirError('invalid_argument', `"${zone}" is no time zone`, {
    field: 'time_zone',
    remedy: 'Use an IANA name such as Europe/Berlin, America/New_York or UTC.',
  });
}
