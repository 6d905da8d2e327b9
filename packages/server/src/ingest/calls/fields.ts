import { TAG_NAMES } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

export const IMPORT_FORMATS = ['azure-trace', 'csv', 'jsonl'] as const;

export interface ImportOptions {
  format: (typeof IMPORT_FORMATS)[number];
  /** For calls that do not name one. */
  provider?: string;
  model?: string;
  workload?: string;
  /** Field by column of the file. */
  map: Readonly<Record<string, string>>;
}

/** Whether a name is a unit of the catalog. */
export type IsUnit = (name: string) => boolean;

/** Fields of a call that a file may give, besides units and tags. */
const CALL_FIELDS: ReadonlySet<string> = new Set([
  'at',
  'call_id',
  'provider',
  'model',
  'response_model',
  'operation',
  'status',
  'http_status',
  'error_code',
  'finish_reason',
  'duration_ms',
  'ttft_ms',
  'stream',
]);
const TAGS: ReadonlySet<string> = new Set(TAG_NAMES);
const CUSTOM_TAG = /^tag\.[^\s.][^\s]{0,63}$/u;

/** The field a column feeds: as mapped, or as it is named; undefined when it is none. */
export function fieldOf(
  column: string,
  map: Readonly<Record<string, string>>,
  isUnit: IsUnit,
): string | undefined {
  const name = map[column] ?? column;
  if (CALL_FIELDS.has(name) || isUnit(name)) return name;
  if (TAGS.has(name)) return `tag.${name}`;
  return CUSTOM_TAG.test(name) ? name : undefined;
}

/** Throws `invalid_argument` when a mapping names a field that does not exist. */
export function assertMapping(map: Readonly<Record<string, string>>, isUnit: IsUnit): void {
  for (const [column, field] of Object.entries(map)) {
    if (fieldOf(column, map, isUnit) !== undefined) continue;
    throw new WeirError('invalid_argument', `--map ${column}=${field}: "${field}" is not a field of a call`, {
      field: 'map',
      remedy: `Use ${[...CALL_FIELDS].join(', ')}, a unit such as input_tokens, a tag such as team, or tag.<name>.`,
    });
  }
}
