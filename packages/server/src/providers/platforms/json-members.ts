import { finish, scanObject } from '../json/scan-object.ts';

/** Wants every member there is. */
class Every extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const EVERY = new Every();
const COMMA = Buffer.from(',');

export interface MemberChanges {
  /** Members to leave out. */
  readonly drop: ReadonlySet<string>;
  /** JSON text by name, replacing what is there. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * A JSON object with some top-level members left out and others set; the values of all others stay byte for byte, so
 * that long numbers and escapes are what the caller wrote. Throws WeirError `body_not_json`.
 */
export function withMembers(body: Buffer, { drop, set }: MemberChanges): Buffer {
  const parts: Buffer[] = [];
  const add = (key: string, value: Buffer) => {
    if (parts.length > 0) parts.push(COMMA);
    parts.push(Buffer.from(`${JSON.stringify(key)}:`), value);
  };
  for (const [key, text] of Object.entries(set)) add(key, Buffer.from(text));
  for (const [key, { start, end }] of finish(scanObject(body, EVERY))) {
    if (!drop.has(key) && !Object.hasOwn(set, key)) add(key, body.subarray(start, end));
  }
  return Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')]);
}

/** Text of one top-level member. Throws WeirError `body_not_json`. */
export function memberText(body: Buffer, name: string): string | undefined {
  const member = finish(scanObject(body, new Set([name]))).get(name);
  return member === undefined ? undefined : body.toString('utf8', member.start, member.end);
}
