import {
  type ApplyAnswer,
  type applyRequest,
  MANIFEST_KINDS,
  type Manifest,
  type ManifestKind,
  type PlannedChange,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import type { Declaration, DeclarationService } from '../../registry/services/declarations.ts';
import type { ChangeBy } from '../../registry/store/change.ts';
import { sameValue } from './equal.ts';
import type { ManifestType } from './kind.ts';
import { planFields } from './plan.ts';

export interface ApplierDeps {
  types: ReadonlyMap<ManifestKind, ManifestType>;
  declarations: DeclarationService;
}

/** Brings manifests into force. See README.md. */
export type Applier = (request: z.infer<typeof applyRequest>, by: ChangeBy) => Promise<ApplyAnswer>;

export function createApplier({ types, declarations }: ApplierDeps): Applier {
  let turn: Promise<unknown> = Promise.resolve();

  async function applyOne(
    manifest: Manifest,
    known: Known,
    request: { dry_run: boolean; set: string },
    by: ChangeBy,
  ) {
    const { kind, id, spec, place } = manifest;
    const named = { kind, id, ...(place === undefined ? {} : { place }) };
    try {
      const type = types.get(kind);
      if (type === undefined) throw notHere(kind);
      const before = known.get(nameOf(manifest))?.spec;
      const planned = planFields(type, id, spec, await type.find(id), before);
      const change: PlannedChange = { ...named, ...planned };
      if (!request.dry_run) await carryOut(type, manifest, change, before, request.set, by);
      return change;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      return { ...named, action: 'error' as const, fields: {}, drifted: false, error: told(error) };
    }
  }

  async function carryOut(
    type: ManifestType,
    { kind, id, spec }: Manifest,
    { action, fields }: PlannedChange,
    before: Declaration['spec'] | undefined,
    set: string,
    by: ChangeBy,
  ): Promise<void> {
    const patch = Object.fromEntries(Object.entries(fields).map(([name, { to }]) => [name, to ?? null]));
    if (action === 'create') await type.create(id, spec, by);
    if (action === 'change') await type.change(id, patch, by);
    if (before === undefined || !sameValue(before, spec))
      await declarations.record(set, { kind, id, spec }, by);
  }

  async function apply(request: z.infer<typeof applyRequest>, by: ChangeBy): Promise<ApplyAnswer> {
    const { manifests, dry_run, set } = request;
    const declared = await declarations.of(set);
    const known = new Map(declared.map((one) => [nameOf(one), one]));
    // not under the request's own key: it is a change for each manifest
    const each: ChangeBy = { actor: by.actor };
    const ordered = inOrder(manifests);
    const twice = declaredTwice(ordered);
    const answerOf = async (manifest: Manifest) =>
      twice.get(manifest) ?? (await applyOne(manifest, known, request, each));
    const changes: PlannedChange[] = [];
    for (const manifest of ordered) changes.push(await answerOf(manifest));
    if (!dry_run) await again(ordered, changes, answerOf);
    for (const one of orphansOf(declared, manifests)) {
      changes.push({
        kind: one.kind as ManifestKind,
        id: one.id,
        action: 'orphan',
        fields: {},
        drifted: false,
      });
      if (!dry_run) await declarations.forget(set, one, each);
    }
    return { dry_run, changes, summary: summaryOf(changes), applied: !dry_run };
  }

  return (request, by) => {
    const mine = turn.then(() => apply(request, by));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

type Known = ReadonlyMap<string, Declaration>;

const nameOf = ({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`;

/** Of several manifests of one thing the first counts. */
function declaredTwice(manifests: readonly Manifest[]): Map<Manifest, PlannedChange> {
  const first = new Map<string, Manifest>();
  const later = new Map<Manifest, PlannedChange>();
  for (const manifest of manifests) {
    const { kind, id, place } = manifest;
    const earlier = first.get(nameOf(manifest));
    first.set(nameOf(manifest), earlier ?? manifest);
    if (earlier === undefined) continue;
    const error = {
      message: `The ${kind} "${id}" is declared twice`,
      field: 'id',
      remedy: `Keep one of them; the other is in ${earlier.place ?? 'this request'}.`,
    };
    const named = { kind, id, ...(place === undefined ? {} : { place }) };
    later.set(manifest, { ...named, action: 'error', fields: {}, drifted: false, error });
  }
  return later;
}

/**
 * Tries what failed once more for as long as something new succeeds: kinds have an order, but a rule may name a cost item that
 * follows another rule.
 */
async function again(
  manifests: readonly Manifest[],
  changes: PlannedChange[],
  applyOne: (manifest: Manifest) => Promise<PlannedChange>,
): Promise<void> {
  for (let mended = true; mended; ) {
    mended = false;
    for (const [i, manifest] of manifests.entries()) {
      if (changes[i]?.action !== 'error') continue;
      const change = await applyOne(manifest);
      changes[i] = change;
      mended = mended || change.action !== 'error';
    }
  }
}

/** Each kind after those it refers to; within a kind as written. */
function inOrder(manifests: readonly Manifest[]): Manifest[] {
  return manifests.toSorted((a, b) => MANIFEST_KINDS.indexOf(a.kind) - MANIFEST_KINDS.indexOf(b.kind));
}

function orphansOf(declared: readonly Declaration[], manifests: readonly Manifest[]): Declaration[] {
  const names = new Set(manifests.map(nameOf));
  return declared.filter((one) => !names.has(nameOf(one)));
}

function summaryOf(changes: readonly PlannedChange[]): ApplyAnswer['summary'] {
  const count = (action: PlannedChange['action']) =>
    changes.filter((change) => change.action === action).length;
  return {
    create: count('create'),
    change: count('change'),
    none: count('none'),
    orphan: count('orphan'),
    error: count('error'),
    drifted: changes.filter(({ drifted }) => drifted).length,
  };
}

function told({ message, field, remedy }: WeirError): NonNullable<PlannedChange['error']> {
  return { message, ...(field === undefined ? {} : { field }), ...(remedy === undefined ? {} : { remedy }) };
}

function notHere(kind: ManifestKind): WeirError {
  return new WeirError('invalid_argument', `Things of kind "${kind}" cannot be declared here`, {
    field: 'kind',
  });
}
