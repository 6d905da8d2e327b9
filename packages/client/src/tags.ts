/** Tags that Weir knows by name; each has a header of its own. All others go as `x-weir-tag-<name>`. */
const KNOWN_TAGS: ReadonlySet<string> = new Set([
  'organization',
  'cost_center',
  'team',
  'application',
  'workload',
  'environment',
  'owner',
  'use_case',
  'business_process',
  'request_type',
  'task',
  'parent_task',
  'step',
  'user',
  'customer',
  'prompt_version',
]);
/** What a gateway takes; it refuses the call beyond. */
const CUSTOM_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const MAX_VALUE_LENGTH = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

export type Tags = Readonly<Record<string, string | number | undefined>>;

/**
 * Headers that carry these tags. A value that a gateway would refuse is made to fit (cut at 256 characters, control characters become
 * spaces); an empty one is left out. Throws TypeError for a name that is none.
 */
export function tagHeaders(tags: Tags): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, raw] of Object.entries(tags)) {
    if (raw === undefined) continue;
    const value = fitting(String(raw));
    if (value !== '') headers[headerName(name)] = asHeaderBytes(value);
  }
  return headers;
}

function headerName(tag: string): string {
  if (KNOWN_TAGS.has(tag)) return `x-weir-${tag.replaceAll('_', '-')}`;
  if (CUSTOM_NAME.test(tag)) return `x-weir-tag-${tag}`;
  throw new TypeError(
    `${JSON.stringify(tag)} is no name of a tag: use lower-case letters, digits, "-" and "_", at most 63.`,
  );
}

function fitting(value: string): string {
  const text = value.replace(CONTROL, ' ').trim().slice(0, MAX_VALUE_LENGTH).trim();
  return text === '.' || text === '..' ? '' : text;
}

/** `fetch` takes header values of single bytes; gateways read them as UTF-8. */
function asHeaderBytes(value: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(value)) bytes += String.fromCharCode(byte);
  return bytes;
}
