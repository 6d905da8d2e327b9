/** Text that JSON needs no escapes for. */
const PLAIN = /^[\w.:-]*$/;

/** A short text as JSON: ids, times and amounts mostly need no more than their quotation marks. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
