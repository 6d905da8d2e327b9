import { applyEdits, type Edit } from '../json/edits.ts';
import { byteOffsets, encodeLiteral } from '../json/literal.ts';
import type { Zone } from '../json/walk.ts';
import { type TextNode, textNodes } from './texts.ts';

/** Replacement of the positions [start, end) of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What to replace in a text. */
export type Rewrite = (text: string) => readonly TextEdit[];

const ANYTHING: Zone = { strings: 'text', numbers: true, member: () => ANYTHING };

/** The document with the replacements spliced into its literals; the same buffer when there are none. */
export function rewriteNodes(bytes: Buffer, nodes: readonly TextNode[], rewrite: Rewrite): Buffer {
  const edits: Edit[] = [];
  for (const node of nodes) for (const edit of nodeEdits(bytes, node, rewrite)) edits.push(edit);
  return applyEdits(bytes, edits);
}

function nodeEdits(bytes: Buffer, node: TextNode, rewrite: Rewrite): Edit[] {
  if (node.kind === 'json') {
    const inner = rewriteJsonText(node.text, rewrite);
    if (inner !== undefined) {
      return inner === node.text ? [] : [{ start: node.start, end: node.end, text: encodeLiteral(inner) }];
    }
  }
  const changes = rewrite(node.text);
  if (changes.length === 0) return [];
  if (node.kind === 'number') {
    return [{ start: node.start, end: node.end, text: JSON.stringify(applyToText(node.text, changes)) }];
  }
  const positions = changes.flatMap((change) => [change.start, change.end]);
  const offsets = byteOffsets(bytes, node.start, node.end, positions);
  return changes.map((change, i) => ({
    start: offsets[2 * i] ?? node.start,
    end: offsets[2 * i + 1] ?? node.end,
    text: encodeLiteral(change.text),
  }));
}

/** JSON inside a string: arguments of a tool call. Undefined when it is no JSON after all. */
function rewriteJsonText(text: string, rewrite: Rewrite): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const bytes = Buffer.from(text);
  const nodes = textNodes(bytes, ANYTHING);
  if (nodes === undefined) return undefined;
  const changed = rewriteNodes(bytes, nodes, rewrite);
  return changed === bytes ? text : changed.toString();
}

function applyToText(text: string, changes: readonly TextEdit[]): string {
  let out = '';
  let from = 0;
  for (const change of changes) {
    out += text.slice(from, change.start) + change.text;
    from = change.end;
  }
  return out + text.slice(from);
}
