import {
  type Page,
  type putTagDefinition,
  TAG_NAMES,
  type TagDefinition,
  tagDefinition,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { ancestorsOf } from '../compile-tags.ts';
import { tagDefinitions } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseReferenced } from './references.ts';

type Row = Tables['tagDefinition'];

export interface TagDefinitionService {
  /** Defines a tag, or changes what is given of its definition. Holds for calls from then on. */
  put(id: string, input: z.infer<typeof putTagDefinition>, by: ChangeBy): Promise<TagDefinition>;
  list(request: PageRequest): Promise<Page<TagDefinition>>;
  show(id: string): Promise<TagDefinition>;
  /** Only one that no other lies under. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): TagDefinition => ({
  id: row.id,
  description: row.description,
  allowed_values: row.allowedValues,
  ...optional('parent', row.parent),
  parent_values: row.parentValues,
  on_unknown: row.onUnknown as TagDefinition['on_unknown'],
  ...stamps(row),
});

const records = namedRecords({
  table: tagDefinitions,
  name: 'tagDefinition',
  noun: 'definition of the tag',
  subject: 'tag',
  present,
});

export function tagDefinitionService(store: Store): TagDefinitionService {
  return {
    put: (id, input, by) =>
      store.change(by, async (change) => {
        const all = await definitions(change);
        const old = all.get(id);
        const row: Row = {
          id,
          description: input.description ?? old?.description ?? '',
          allowedValues: [...new Set(input.allowed_values ?? old?.allowedValues ?? [])],
          parent: input.parent === undefined ? (old?.parent ?? null) : input.parent,
          parentValues: input.parent_values ?? (input.parent === null ? {} : (old?.parentValues ?? {})),
          onUnknown: input.on_unknown ?? old?.onUnknown ?? 'quarantine',
          createdAt: old?.createdAt ?? change.now,
          updatedAt: change.now,
        };
        check(row, all);
        return old === undefined ? records.insert(change, row) : records.update(change, old, row);
      }),
    list: (request) => records.list(store, request),
    show: async (id) => {
      const [row] = await store.db.select().from(tagDefinitions).where(eq(tagDefinitions.id, id));
      if (row === undefined)
        throw notFound('definition of the tag', id, 'A tag without one may have any value.');
      return present(row);
    },
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        await refuseReferenced(change.tx, 'Tag', tagDefinitions, 'tag', tagDefinitions.parent, id);
        await records.remove(change, old);
      }),
  };
}

async function definitions({ tx }: Change): Promise<Map<string, Row>> {
  const rows = await tx.select().from(tagDefinitions);
  return new Map(rows.map((row) => [row.id, row]));
}

function check(row: Row, all: ReadonlyMap<string, Row>): void {
  if (!tagDefinition.shape.id.safeParse(row.id).success) {
    const remedy = 'Use lower-case letters, digits, underscore, dot and hyphen, at most 63 characters.';
    throw invalid('id', `"${row.id}" is no name for a tag`, remedy);
  }
  checkParent(row, all);
  const allowed = new Set(row.allowedValues);
  const above = row.parent === null ? undefined : all.get(row.parent)?.allowedValues;
  for (const [value, over] of Object.entries(row.parentValues)) {
    if (allowed.size > 0 && !allowed.has(value)) {
      throw invalid(
        'parent_values',
        `"${value}" is no allowed value of ${row.id}`,
        'Allow it, or leave it out.',
      );
    }
    if (above !== undefined && above.length > 0 && !above.includes(over)) {
      const remedy = `Use one of ${above.slice(0, 20).join(', ')}.`;
      throw invalid('parent_values', `"${over}" is no allowed value of ${row.parent}`, remedy);
    }
  }
  if (allowed.size > 0) checkChildren(row, allowed, all);
}

function checkParent(row: Row, all: ReadonlyMap<string, Row>): void {
  if (row.parent === null) {
    if (Object.keys(row.parentValues).length === 0) return;
    throw invalid(
      'parent_values',
      'Values lie under those of a parent, and there is none',
      'Name the parent.',
    );
  }
  const known = all.has(row.parent) || (TAG_NAMES as readonly string[]).includes(row.parent);
  if (!known) throw invalid('parent', `There is no tag "${row.parent}"`, 'Define it first.');
  if (row.parent === row.id || ancestorsOf(row, all).includes(row.id)) {
    throw invalid('parent', `"${row.id}" would lie under itself`, 'Choose a tag that does not lie under it.');
  }
}

/** What others lie under must not go away below them. */
function checkChildren(row: Row, allowed: ReadonlySet<string>, all: ReadonlyMap<string, Row>): void {
  for (const child of all.values()) {
    if (child.parent !== row.id) continue;
    const [value] = Object.entries(child.parentValues).find(([, over]) => !allowed.has(over)) ?? [];
    if (value === undefined) continue;
    throw new WeirError(
      'conflict',
      `The value "${value}" of ${child.id} lies under "${child.parentValues[value]}", which would no longer be allowed`,
      { field: 'allowed_values', remedy: `Change parent_values of ${child.id} first.` },
    );
  }
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
