import { CALL_DIMENSIONS, TAG_NAMES, type TagFilter } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

/** What all charges of a call have alike. */
export const OF_CALLS: readonly string[] = [...TAG_NAMES, ...CALL_DIMENSIONS];
/** What a call keeps when it is moved: an entry that moves it has a source, kind and class of its own. */
export const KEPT_BY_MOVES: readonly string[] = OF_CALLS.filter(
  (name) => !['source', 'entry', 'class', 'sandbox'].includes(name),
);
const CUSTOM = /^tag\.[a-z0-9][a-z0-9_.-]{0,62}$/;

/** Throws `invalid_argument` naming the dimension at fault. Nothing at all would match everything, which is an error, too. */
export function checkFilter(when: TagFilter, field: string, allowed: readonly string[]): void {
  const names = Object.keys(when);
  if (names.length === 0) {
    throw invalid(
      field,
      'No condition would match every call',
      'Name at least one dimension and its values.',
    );
  }
  const wrong = names.find((name) => !allowed.includes(name) && !CUSTOM.test(name));
  if (wrong === undefined) return;
  throw invalid(
    `${field}.${wrong}`,
    `"${wrong.slice(0, 80)}" cannot be asked for here`,
    `Use ${allowed.join(', ')} or tag.<name>.`,
  );
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
