import { WeirError } from '@weir/core/errors';
import { assertNoOtherCase, contentStart, finish, type Member, scanObject } from './scan-object.ts';

/** Below this a whole parse is cheaper than a walk over the bytes. */
const PARSE_LIMIT = 8 * 1024;
/** A wanted member larger than this is represented by an empty array or object of its kind. */
const MEMBER_LIMIT = 64 * 1024;

export type Fields = Readonly<Record<string, unknown>>;

/** The wanted top-level members of a JSON object. Small bodies are parsed, large ones scanned. */
export function* readFields(bytes: Buffer, wanted: ReadonlySet<string>): Generator<void, Fields> {
  if (bytes.length <= PARSE_LIMIT) return parseUnambiguous(bytes, wanted);
  const members = yield* scanObject(bytes, wanted);
  const fields: Record<string, unknown> = {};
  for (const [key, member] of members) fields[key] = memberValue(bytes, member, key);
  return fields;
}

const ESCAPE = Buffer.from('\\u');
const needles = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, Buffer>>();

/** Parsing forgets a member that is there twice: bodies that may hold one are walked over as well. */
function parseUnambiguous(bytes: Buffer, wanted: ReadonlySet<string>): Fields {
  const fields = parseObject(bytes);
  if (mayRepeat(bytes, fields, wanted)) finish(scanObject(bytes, wanted));
  return fields;
}

function mayRepeat(bytes: Buffer, fields: Fields, wanted: ReadonlySet<string>): boolean {
  let quoted = needles.get(wanted);
  if (quoted === undefined) {
    quoted = new Map([...wanted].map((name) => [name, Buffer.from(`"${name}"`)]));
    needles.set(wanted, quoted);
  }
  for (const name in fields) {
    const needle = quoted.get(name);
    if (needle === undefined) assertNoOtherCase(name, wanted);
    else if (bytes.indexOf(needle, bytes.indexOf(needle) + 1) !== -1) return true;
  }
  return bytes.includes(ESCAPE);
}

function parseObject(bytes: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8', contentStart(bytes)));
  } catch (cause) {
    throw new WeirError('body_not_json', 'The request body is not valid JSON.', {
      remedy: 'Send one JSON object with Content-Type: application/json.',
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WeirError('body_not_json', 'The request body is not a JSON object.', {
      remedy: 'Send one JSON object with Content-Type: application/json.',
    });
  }
  return value as Fields;
}

function memberValue(bytes: Buffer, member: Member, key: string): unknown {
  if (member.end - member.start > MEMBER_LIMIT) {
    const first = bytes[member.start];
    return first === 0x5b ? [] : first === 0x7b ? {} : '';
  }
  try {
    return JSON.parse(bytes.toString('utf8', member.start, member.end));
  } catch (cause) {
    throw new WeirError('body_not_json', `The request body is not valid JSON (in ${key}).`, {
      field: key,
      remedy: 'Send one JSON object with Content-Type: application/json.',
      cause,
    });
  }
}

/** One replacement of the bytes [start, end) by a text. */
export interface Edit extends Member {
  text: string;
}

/** The bytes with the edits made; untouched bytes are copied as they are. */
export function splice(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(from, edit.start), Buffer.from(edit.text));
    from = edit.end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

/** Where to put a further member: straight after the opening brace. Only for objects that have members. */
export function insertMember(bytes: Buffer, text: string): Edit {
  const at = bytes.indexOf(0x7b) + 1;
  return { start: at, end: at, text: `${text},` };
}

/** Positions of the wanted members of a body that was read before. */
export function locate(bytes: Buffer, wanted: ReadonlySet<string>): Map<string, Member> {
  return finish(scanObject(bytes, wanted));
}

/** The body with a text member, if it is an object without one of that name; anything else as it is. */
export function memberOrInsert(body: Buffer, name: string, value: string): Buffer {
  try {
    if (locate(body, new Set([name])).size > 0) return body;
  } catch {
    return body;
  }
  return splice(body, [insertMember(body, `${JSON.stringify(name)}:${JSON.stringify(value)}`)]);
}
