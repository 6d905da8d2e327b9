import { and, eq } from 'drizzle-orm';
import { declarations } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';

/** A manifest as it was when its set of files was last applied. */
export interface Declaration {
  kind: string;
  id: string;
  spec: Record<string, unknown>;
}

export interface DeclarationService {
  /** Of a set of files. */
  of(set: string): Promise<Declaration[]>;
  record(set: string, declaration: Declaration, by: ChangeBy): Promise<void>;
  /** Of what is no longer declared by the set; the thing itself stays. */
  forget(set: string, one: Pick<Declaration, 'kind' | 'id'>, by: ChangeBy): Promise<void>;
}

export function declarationService(store: Store): DeclarationService {
  return {
    of: (set) =>
      store.db
        .select({ kind: declarations.kind, id: declarations.id, spec: declarations.spec })
        .from(declarations)
        .where(eq(declarations.set, set)),
    record: (set, { kind, id, spec }, by) =>
      store.change(by, async (change) => {
        const row = { set, kind, id, spec, appliedAt: change.now };
        await change.tx
          .insert(declarations)
          .values(row)
          .onConflictDoUpdate({
            target: [declarations.set, declarations.kind, declarations.id],
            set: { spec, appliedAt: change.now },
          });
        change.audit('declaration.apply', `declaration/${kind}/${id}`, undefined, { set });
      }),
    forget: (set, { kind, id }, by) =>
      store.change(by, async (change) => {
        await change.tx
          .delete(declarations)
          .where(and(eq(declarations.set, set), eq(declarations.kind, kind), eq(declarations.id, id)));
        change.audit('declaration.forget', `declaration/${kind}/${id}`, { set }, undefined);
      }),
  };
}
