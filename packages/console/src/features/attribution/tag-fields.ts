import type { TagDefinition } from '@weir/core/contract';
import type { TagChange } from '../../api/attribution-queries.ts';

export interface TagFields {
  id: string;
  description: string;
  /** One a line. */
  values: string;
  /** Empty: lies under none. */
  parent: string;
  /** Value -> what it lies under; those of values that are gone are left out when it is saved. */
  parentValues: Record<string, string>;
  onUnknown: TagDefinition['on_unknown'];
}

export const tagFieldsOf = (tag: TagDefinition | undefined): TagFields => ({
  id: tag?.id ?? '',
  description: tag?.description ?? '',
  values: (tag?.allowed_values ?? []).join('\n'),
  parent: tag?.parent ?? '',
  parentValues: { ...tag?.parent_values },
  onUnknown: tag?.on_unknown ?? 'quarantine',
});

/** Without empty lines and repetitions. */
export const valuesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export function changeOf({ description, values, parent, parentValues, onUnknown }: TagFields): TagChange {
  const allowed = valuesOf(values);
  const isKept = ([value, above]: [string, string]) => allowed.includes(value) && above.trim() !== '';
  return {
    description: description.trim(),
    allowed_values: allowed,
    parent: parent === '' ? null : parent,
    parent_values:
      parent === ''
        ? {}
        : Object.fromEntries(
            Object.entries(parentValues)
              .filter(isKept)
              .map(([value, above]) => [value, above.trim()]),
          ),
    on_unknown: onUnknown,
  };
}
