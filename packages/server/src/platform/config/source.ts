import { type Document, isMap, isNode, isPair, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A configuration file as read: its plain value, and where each part of it stands. */
export interface Source {
  value: Record<string, unknown>;
  /** Line of the setting at `path`, or of the nearest section around it; 1 at least. */
  lineOf(path: readonly PropertyKey[]): number;
  /** Syntax errors, in order; when there are any, `value` is empty. */
  errors: readonly { line: number; text: string }[];
}

export const EMPTY_SOURCE: Source = { value: {}, lineOf: () => 1, errors: [] };

export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const errors = document.errors.map((error) => ({ line: lineAt(error.pos[0]), text: plain(error.message) }));
  if (errors.length > 0) return { ...EMPTY_SOURCE, errors };
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) return EMPTY_SOURCE;
  if (typeof value !== 'object' || Array.isArray(value)) {
    const complaint =
      'the file must hold settings such as "gateway:", not a single value or list; see docs/reference';
    return { ...EMPTY_SOURCE, errors: [{ line: 1, text: complaint }] };
  }
  return {
    value: value as Record<string, unknown>,
    lineOf: (path) => lineAt(offsetOf(document, path)),
    errors: [],
  };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const found = isMap(node)
      ? node.items.find((pair) => isPair(pair) && keyText(pair.key) === String(part))
      : isSeq(node)
        ? node.items[Number(part)]
        : undefined;
    if (found === undefined || found === null) return offset;
    const key = isPair(found) ? found.key : found;
    if (isNode(key)) offset = startOf(key) ?? offset;
    node = isPair(found) ? found.value : found;
  }
  return offset;
}

function keyText(key: unknown): string {
  return isNode(key) ? String((key as { value?: unknown }).value) : String(key);
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}

function plain(message: string): string {
  return message.replace(/\s+/g, ' ').trim();
}
