/** Repeated `dimension=value` as the API takes it: values of one dimension are alternatives. */
export function filterRecord(filters: readonly string[] = []): Record<string, string[]> {
  const record = new Map<string, string[]>();
  for (const text of filters) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    record.set(name, [...(record.get(name) ?? []), text.slice(at + 1)]);
  }
  return Object.fromEntries(record);
}

export function filterText(when: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(when)
    .map(([name, values]) => `${name}=${values.map((value) => value || '(none)').join('|')}`)
    .join(' and ');
}
