const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
/** Longer members are put into text anew: that bounds them. */
const LONGEST = 16 * 1024;
/** So much may stand behind the member. */
const LONGEST_REST = 1024;

/**
 * The text of an object that is a member of the object `json`, as it stands there: cheaper than making it anew of what was
 * parsed. `json` must be valid JSON of an object. Undefined where it cannot be told for certain in a few steps: then the member
 * is not the last of its name, stands far from the end, or is written over several lines.
 */
export function memberText(json: string, name: string): string | undefined {
  const key = json.lastIndexOf(`"${name}"`);
  // a quotation mark that is not escaped, before a bare word, can only open a text
  if (key <= 0 || json.charCodeAt(key - 1) === BACKSLASH) return undefined;
  const from = key + name.length + 3;
  if (json.charCodeAt(from - 1) !== COLON || json.charCodeAt(from) !== OPEN) return undefined;
  const to = balanced(json, from, Math.min(json.length, from + LONGEST));
  if (to === -1) return undefined;
  // what is left closes one object, that of the member, and nothing else: the member stands at the top
  return balanced(json, to, Math.min(json.length, to + LONGEST_REST), 1) === json.length
    ? json.slice(from, to)
    : undefined;
}

/** Behind the bracket that closes the last one open; -1 when there is none before `end`, or a line ends. */
function balanced(json: string, from: number, end: number, open = 0): number {
  let depth = open;
  let quoted = false;
  for (let i = from; i < end; i += 1) {
    const code = json.charCodeAt(i);
    if (code < 0x20) return -1;
    if (quoted) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE || code === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}
