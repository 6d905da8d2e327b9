import {
  ATTRIBUTION_TAGS,
  type EnvironmentPolicy,
  type MissingTagPolicy,
  type Page,
  type putEnvironment,
  slug,
  type TagName,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { environments, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseReferenced } from './references.ts';
import { refuseScoped } from './scopes.ts';
import { checkTags, STRUCTURAL_TAGS } from './tags.ts';

type Row = Tables['environment'];

export interface EnvironmentService {
  list(request: PageRequest): Promise<Page<EnvironmentPolicy>>;
  show(id: string): Promise<EnvironmentPolicy>;
  /** Creates the environment or changes its policy; absent fields keep their value or get the default. */
  put(id: string, input: z.infer<typeof putEnvironment>, by: ChangeBy): Promise<EnvironmentPolicy>;
  /** Only one without workloads; calls in the ledger keep its id. Named again, it begins with the standard policy. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): EnvironmentPolicy => ({
  id: row.id,
  required_tags: row.requiredTags as TagName[],
  missing_tag_policy: row.missingTagPolicy as MissingTagPolicy,
  defaults: row.defaults,
  ...stamps(row),
});

/** Production refuses calls it cannot attribute; elsewhere they are let through and marked. */
function standardPolicy(id: string, now: Date): Row {
  return {
    id,
    requiredTags: [...ATTRIBUTION_TAGS],
    missingTagPolicy: id === 'production' ? 'reject' : 'quarantine',
    defaults: {},
    createdAt: now,
    updatedAt: now,
  };
}

/** An environment comes to be when first named, with the standard policy. */
export async function ensureEnvironment(change: Change, id: string): Promise<void> {
  const [known] = await change.tx.select().from(environments).where(eq(environments.id, id));
  if (known !== undefined) return;
  const row = standardPolicy(id, change.now);
  await change.tx.insert(environments).values(row);
  change.put('environment', id, row);
  change.audit('environment.create', `environment/${id}`, undefined, present(row));
}

export function environmentService(store: Store): EnvironmentService {
  return {
    async list(request) {
      const page = keyset(request, environments.createdAt, environments.id);
      const query = store.db.select().from(environments).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    put(id, input, by) {
      checkId(id);
      checkTags(
        input.defaults ?? {},
        'defaults',
        STRUCTURAL_TAGS,
        'The workload says it; it is never missing.',
      );
      return store.change(by, async (change) => {
        await ensureEnvironment(change, id);
        const old = await find(change.tx, id);
        const row: Row = {
          ...old,
          requiredTags: input.required_tags ?? old.requiredTags,
          missingTagPolicy: input.missing_tag_policy ?? old.missingTagPolicy,
          defaults: input.defaults ?? old.defaults,
          updatedAt: change.now,
        };
        await change.tx.update(environments).set(row).where(eq(environments.id, id));
        change.put('environment', id, row);
        change.audit('environment.change', `environment/${id}`, present(old), present(row));
        return present(row);
      });
    },
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await refuseReferenced(change.tx, 'Environment', workloads, 'workload', workloads.environment, id);
        await refuseScoped(change.tx, 'Environment', 'environment', id);
        await change.tx.delete(environments).where(eq(environments.id, id));
        change.remove('environment', id);
        change.audit('environment.remove', `environment/${id}`, present(old), undefined);
      }),
  };
}

function checkId(id: string): void {
  if (slug.safeParse(id).success) return;
  throw new WeirError('invalid_argument', `"${id}" is no id for an environment`, {
    field: 'id',
    remedy: 'Use lower-case letters, digits and inner hyphens, at most 63 characters.',
  });
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(environments).where(eq(environments.id, id));
  if (row === undefined) throw notFound('environment', id);
  return row;
}
