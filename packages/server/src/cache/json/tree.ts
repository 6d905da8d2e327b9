/** Where a JSON value stands in the text it was read from: [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ObjectNode extends Span {
  readonly kind: 'object';
  readonly members: readonly Member[];
}
export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}
export interface ScalarNode extends Span {
  readonly kind: 'string' | 'number' | 'true' | 'false' | 'null';
}
export type JsonNode = ObjectNode | ArrayNode | ScalarNode;

export interface Member {
  /** Unescaped. Beyond ASCII as the text was read: in Latin-1 text one character per byte. */
  readonly name: string;
  /** Of the quoted name. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: JsonNode;
}

/** Nothing that people or SDKs send nests deeper; the bound keeps the reader's stack safe. */
const DEPTH_LIMIT = 128;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Reads one JSON document into spans; values stay in the text. Give it bytes as Latin-1, so that
 * positions are byte offsets. Undefined when the text is not one JSON document, has two members of one name in an
 * object (readers disagree about what that means) or nests too deeply. Characters inside strings are not checked.
 */
export function readTree(text: string): JsonNode | undefined {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith('\u00ef\u00bb\u00bf')) this.at = 3;
  }

  document(): JsonNode {
    const node = this.value();
    this.space();
    if (this.at !== this.text.length) throw new Unreadable();
    return node;
  }

  private value(): JsonNode {
    this.space();
    const start = this.at;
    switch (this.text.charCodeAt(start)) {
      case QUOTE:
        this.string();
        return { kind: 'string', start, end: this.at };
      case 0x7b:
        return this.object(start);
      case 0x5b:
        return this.array(start);
      case 0x74:
        return this.word(start, 'true');
      case 0x66:
        return this.word(start, 'false');
      case 0x6e:
        return this.word(start, 'null');
      default:
        return this.number(start);
    }
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > DEPTH_LIMIT) throw new Unreadable();
    this.at += 1;
    this.space();
  }

  private object(start: number): ObjectNode {
    const members: Member[] = [];
    this.enter();
    if (this.text.charCodeAt(this.at) === 0x7d) return { kind: 'object', start, end: this.leave(), members };
    for (;;) {
      this.space();
      const nameStart = this.at;
      if (this.text.charCodeAt(nameStart) !== QUOTE) throw new Unreadable();
      this.string();
      const nameEnd = this.at;
      const name = nameIn(this.text, nameStart, nameEnd);
      this.space();
      if (this.text.charCodeAt(this.at) !== COLON) throw new Unreadable();
      this.at += 1;
      members.push({ name, nameStart, nameEnd, value: this.value() });
      if (!this.another(0x7d)) {
        if (hasTwins(members)) throw new Unreadable();
        return { kind: 'object', start, end: this.leave(), members };
      }
    }
  }

  private array(start: number): ArrayNode {
    const items: JsonNode[] = [];
    this.enter();
    if (this.text.charCodeAt(this.at) === 0x5d) return { kind: 'array', start, end: this.leave(), items };
    for (;;) {
      items.push(this.value());
      if (!this.another(0x5d)) return { kind: 'array', start, end: this.leave(), items };
    }
  }

  /** True past a comma, false at the closing bracket. */
  private another(closing: number): boolean {
    this.space();
    const code = this.text.charCodeAt(this.at);
    if (code === closing) return false;
    if (code !== COMMA) throw new Unreadable();
    this.at += 1;
    return true;
  }

  /** Past the closing bracket. */
  private leave(): number {
    this.depth -= 1;
    this.at += 1;
    return this.at;
  }

  private string(): void {
    const open = this.at;
    let from = open + 1;
    for (;;) {
      const quote = this.text.indexOf('"', from);
      if (quote === -1) throw new Unreadable();
      let before = quote - 1;
      while (before > open && this.text.charCodeAt(before) === BACKSLASH) before -= 1;
      from = quote + 1;
      if ((quote - before) % 2 === 1) break;
    }
    this.at = from;
  }

  private word(start: number, kind: 'true' | 'false' | 'null'): ScalarNode {
    if (!this.text.startsWith(kind, start)) throw new Unreadable();
    this.at = start + kind.length;
    return { kind, start, end: this.at };
  }

  private number(start: number): ScalarNode {
    NUMBER.lastIndex = start;
    if (!NUMBER.test(this.text)) throw new Unreadable();
    this.at = NUMBER.lastIndex;
    return { kind: 'number', start, end: this.at };
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }
}

/** Up to so many members, comparing all with all is quicker than a set. */
const FEW = 12;

function hasTwins(members: readonly Member[]): boolean {
  if (members.length > FEW) return new Set(members.map(({ name }) => name)).size < members.length;
  for (let i = 1; i < members.length; i += 1) {
    for (let j = 0; j < i; j += 1) if (members[i]?.name === members[j]?.name) return true;
  }
  return false;
}

function nameIn(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  const value = unescaped(text.slice(start, end));
  if (value === undefined) throw new Unreadable();
  return value;
}

/** What a quoted JSON string says; undefined when it is not one. */
function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** Value of the member, or undefined: also for anything but objects. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.kind !== 'object') return undefined;
  for (const member of node.members) if (member.name === name) return member.value;
  return undefined;
}

export function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** The string a node holds, as `Member.name`; undefined for other kinds. */
export function textOf(text: string, node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? unescaped(text.slice(node.start, node.end)) : undefined;
}

export function isPresent(node: JsonNode | undefined): node is JsonNode {
  return node !== undefined && node.kind !== 'null';
}
