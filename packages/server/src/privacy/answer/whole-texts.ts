import { applyEdits, type Edit } from '../json/edits.ts';
import { encodeLiteral } from '../json/literal.ts';
import { locate, type Path } from '../json/locate.ts';
import type { Zone } from '../json/walk.ts';
import { textNodes } from '../request/texts.ts';
import { type AnswerRules, TextPipe } from './text-pipe.ts';

/** Edits of the complete texts of a document. `known`: what has been settled for a text before; added to. */
export function wholeTextEdits(
  bytes: Buffer,
  zone: Zone,
  rules: AnswerRules,
  known?: Map<string, string>,
): Edit[] {
  const edits: Edit[] = [];
  for (const node of textNodes(bytes, zone) ?? []) {
    const settled = known?.get(node.text) ?? new TextPipe(rules, node.kind === 'json').push(node.text, true);
    known?.set(node.text, settled);
    if (settled === node.text) continue;
    const text = node.kind === 'number' ? JSON.stringify(settled) : encodeLiteral(settled);
    edits.push({ start: node.start, end: node.end, text });
  }
  return edits;
}

/** Probabilities of tokens spell the text out once more: where texts are masked, they go. */
export function logprobEdits(bytes: Buffer, document: unknown): Edit[] {
  const edits: Edit[] = [];
  for (const path of logprobPaths(document, [])) {
    const place = locate(bytes, path);
    if (place === undefined) continue;
    edits.push({ ...place, text: bytes[place.start] === 0x5b ? '[]' : 'null' });
  }
  return edits;
}

const LOGPROBS = new Set(['logprobs', 'logprobsResult']);
const DEEPEST = 12;

function logprobPaths(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null || path.length > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (!LOGPROBS.has(key)) return logprobPaths(member, here);
    return member === null ? [] : [here];
  });
}

/** Edits in order of place; of two in the same place the first stays. */
export function spliced(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  const apart = ordered.filter((edit, i) => i === 0 || edit.start >= (ordered[i - 1]?.end ?? 0));
  return applyEdits(bytes, apart);
}
