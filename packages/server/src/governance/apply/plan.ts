import type { PlannedChange } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { sameValue } from './equal.ts';
import type { ManifestType, Spec } from './kind.ts';

type Fields = PlannedChange['fields'];

export interface PlannedFields {
  action: 'create' | 'change' | 'none';
  fields: Fields;
  drifted: boolean;
}

/**
 * What a manifest would change about what is there. `before`: what it said when it was last applied. Throws `invalid_argument` for
 * a field that is unknown, wrong, or cannot be changed.
 */
export function planFields(
  type: ManifestType,
  id: string,
  spec: Spec,
  current: Spec | undefined,
  before: Spec | undefined,
): PlannedFields {
  if (current === undefined) {
    for (const [name, value] of Object.entries(spec)) type.field(name, value);
    type.check(id, spec);
    const fields = Object.fromEntries(Object.entries(spec).map(([name, to]) => [name, { to }]));
    return { action: 'create', fields, drifted: before !== undefined };
  }
  const fields: Fields = {};
  for (const [name, value] of Object.entries(spec)) {
    const to = type.field(name, value);
    const from = current[name];
    if (sameValue(from, to)) continue;
    if (type.changeable(name) === 'no') throw fixed(type, id, name, from);
    fields[name] = { from, to };
  }
  for (const name of noLongerDeclared(spec, before)) {
    const from = current[name];
    if (type.changeable(name) === 'removable' && !sameValue(from, undefined))
      fields[name] = { from, to: null };
  }
  const action = Object.keys(fields).length === 0 ? 'none' : 'change';
  return { action, fields, drifted: hasDrifted(type, current, before) };
}

function noLongerDeclared(spec: Spec, before: Spec | undefined): string[] {
  return Object.keys(before ?? {}).filter((name) => !(name in spec));
}

function hasDrifted(type: ManifestType, current: Spec, before: Spec | undefined): boolean {
  return Object.entries(before ?? {}).some(([name, value]) => {
    try {
      return !sameValue(current[name], type.field(name, value));
    } catch {
      // declared before the field changed its form: nothing can be said
      return false;
    }
  });
}

function fixed(type: ManifestType, id: string, name: string, from: unknown): WeirError {
  return new WeirError(
    'conflict',
    `${name} of the ${type.kind} "${id}" cannot be changed: it is ${JSON.stringify(from)}`,
    {
      field: `spec.${name}`,
      remedy: 'Write it as it is, or declare another one under another id.',
    },
  );
}
