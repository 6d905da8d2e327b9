import { canonicalNumber } from './number.ts';
import type { JsonNode, ObjectNode } from './tree.ts';

/**
 * One text per JSON value, whatever its whitespace, order of members, escapes and notation of numbers. Two values
 * that differ have texts that differ. Strings are taken as they are: no Unicode normalisation. `text` and the answer
 * hold bytes as Latin-1. Members of the root object in `omitted` are left out. Undefined when a string is
 * malformed or a name comes twice under two spellings.
 */
export function canonicalText(
  text: string,
  root: JsonNode,
  omitted: (name: string, value: JsonNode) => boolean,
): string | undefined {
  const out: string[] = [];
  const written =
    root.kind === 'object'
      ? writeObject(text, root, out, (name, value) => !omitted(name, value))
      : write(text, root, out);
  return written ? out.join('') : undefined;
}

function write(text: string, node: JsonNode, out: string[]): boolean {
  switch (node.kind) {
    case 'object':
      return writeObject(text, node, out, () => true);
    case 'array':
      return writeArray(text, node.items, out);
    case 'string':
      return writeString(text, node.start, node.end, out);
    case 'number':
      out.push(canonicalNumber(text.slice(node.start, node.end)));
      return true;
    default:
      out.push(node.kind);
      return true;
  }
}

function writeObject(
  text: string,
  node: ObjectNode,
  out: string[],
  kept: (name: string, value: JsonNode) => boolean,
): boolean {
  const members: { name: string; value: JsonNode }[] = [];
  for (const member of node.members) {
    if (!kept(member.name, member.value)) continue;
    const name = canonicalString(text, member.nameStart, member.nameEnd);
    if (name === undefined) return false;
    members.push({ name, value: member.value });
  }
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  let separator = '{';
  let previous: string | undefined;
  for (const { name, value } of members) {
    if (name === previous) return false;
    previous = name;
    out.push(separator, name, ':');
    if (!write(text, value, out)) return false;
    separator = ',';
  }
  out.push(separator === '{' ? '{}' : '}');
  return true;
}

function writeArray(text: string, items: readonly JsonNode[], out: string[]): boolean {
  let separator = '[';
  for (const item of items) {
    out.push(separator);
    if (!write(text, item, out)) return false;
    separator = ',';
  }
  out.push(separator === '[' ? '[]' : ']');
  return true;
}

function writeString(text: string, start: number, end: number, out: string[]): boolean {
  const value = canonicalString(text, start, end);
  if (value === undefined) return false;
  out.push(value);
  return true;
}

/** Only `\u....` and `\/` have another spelling; every other escape is the only way to write its character. */
function canonicalString(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start, end);
  if (!raw.includes('\\u') && !raw.includes('\\/')) return raw;
  try {
    const value: unknown = JSON.parse(Buffer.from(raw, 'latin1').toString('utf8'));
    return Buffer.from(JSON.stringify(value)).toString('latin1');
  } catch {
    return undefined;
  }
}
