/**
 * Query strings as people write them: `?by=team&by=model&filter=team=growth`. Every value is a text or, when repeated,
 * a list of texts; each route narrows what it reads.
 */
export type RawSearch = Record<string, string | string[]>;

export function parseSearch(text: string): RawSearch {
  const params = new URLSearchParams(text);
  const search: RawSearch = {};
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    search[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  // `=`, `:` and `,` are safe inside a value and keep a filter readable in the address bar
  const query = params.toString().replaceAll('%3D', '=').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return query === '' ? '' : `?${query}`;
}

export const textOf = (raw: unknown): string | undefined => {
  const value: unknown = Array.isArray(raw) ? raw[0] : raw;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const listOf = (raw: unknown): string[] =>
  (Array.isArray(raw) ? raw : [raw]).filter((one): one is string => typeof one === 'string' && one !== '');

/** The value when it is one of `allowed`, else undefined. */
export const oneOf = <V extends string>(raw: unknown, allowed: readonly V[]): V | undefined =>
  allowed.find((one) => one === textOf(raw));
