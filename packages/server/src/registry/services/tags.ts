import type { TAG_NAMES } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

const NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/;
const MAX_TAGS = 50;
const MAX_VALUE = 200;
// control characters would break headers, CSV and logs
const CONTROL = /\p{Cc}/u;

/** Tags that say what a workload is. A key or free tag that changed them would tear the hierarchy apart. */
export const STRUCTURAL_TAGS = ['organization', 'application', 'workload', 'environment'] as const;
/** Tags that are fields of a workload in their own right. */
export const WORKLOAD_FIELD_TAGS = [
  ...STRUCTURAL_TAGS,
  'cost_center',
  'team',
  'owner',
  'use_case',
  'business_process',
  'request_type',
] as const satisfies readonly (typeof TAG_NAMES)[number][];

/** Throws `invalid_argument` naming the tag at fault. `fixed` are names that may not be set here, and where they are. */
export function checkTags(
  tags: Readonly<Record<string, string>>,
  field: string,
  fixed: readonly string[],
  remedy: string,
): void {
  const names = Object.keys(tags);
  if (names.length > MAX_TAGS) {
    throw invalid(field, `More than ${MAX_TAGS} tags`, 'Keep those that costs are looked at by.');
  }
  for (const name of names) {
    const path = `${field}.${name}`;
    const value = tags[name] ?? '';
    if (!NAME.test(name)) {
      const rule = 'Use lower-case letters, digits, underscore, dot and hyphen, at most 63 characters.';
      throw invalid(path, `"${name}" is no name for a tag`, rule);
    }
    if (fixed.includes(name)) throw invalid(path, `The tag "${name}" cannot be set here`, remedy);
    if (value === '' || value.length > MAX_VALUE || CONTROL.test(value)) {
      const rule = `Use 1 to ${MAX_VALUE} printable characters.`;
      throw invalid(path, `The value of tag "${name}" is empty, too long or not printable`, rule);
    }
  }
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
