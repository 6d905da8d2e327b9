import { GATE_MODES, type GateMode, type GateSettings, type putGateSettings } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { organizations } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { invalid } from './amounts.ts';
import { notFound } from './references.ts';

type Row = Tables['organization'];

export function gateSettingsOf(store: Pick<Store, 'directory'>): GateSettings {
  return present(organizationOf(store));
}

/** Throws `invalid_argument` for a grace that would be over before it began. */
export function changeGateSettings(
  store: Store,
  { mode, grace_until }: z.infer<typeof putGateSettings>,
  by: ChangeBy,
): Promise<GateSettings> {
  return store.change(by, async (change) => {
    const old = organizationOf(store);
    const kept = mode === 'grace' ? old.graceUntil : null;
    const graceUntil = grace_until == null ? (grace_until === null ? null : kept) : new Date(grace_until);
    checkGrace(mode, graceUntil, grace_until !== undefined, change.now);
    const set = { gateMode: mode, graceUntil, updatedAt: change.now };
    await change.tx.update(organizations).set(set).where(eq(organizations.id, old.id));
    const row = { ...old, ...set };
    change.put('organization', old.id, row);
    change.audit('gate.mode', `organization/${old.id}`, present(old), present(row));
    return present(row);
  });
}

function checkGrace(mode: GateMode, until: Date | null, given: boolean, now: Date): void {
  if (until === null || !given) return;
  if (mode !== 'grace') {
    throw invalid('grace_until', `There is no grace in mode ${mode}`, 'Leave it out, or say mode grace.');
  }
  if (until > now) return;
  throw invalid('grace_until', 'The end of the grace has passed', 'Give a later instant, or mode enforce.');
}

function organizationOf({ directory }: Pick<Store, 'directory'>): Row {
  const [only] = directory.rows.organization.values();
  if (only === undefined) throw notFound('organization', 'default', 'Start Weir once to create it.');
  return only;
}

function present({ gateMode, graceUntil }: Row): GateSettings {
  const mode = GATE_MODES.find((known) => known === gateMode) ?? 'grace';
  return { mode, ...(graceUntil === null ? {} : { grace_until: graceUntil.toISOString() }) };
}
