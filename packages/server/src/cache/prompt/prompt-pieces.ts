import { type JsonNode, memberOf } from '../json/tree.ts';

/** A part of the prompt: bytes [start, end) of the body, and where they stand. */
export interface PromptPiece {
  /** `messages.0.content`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Members that make up the prompt, in the order in which providers string them together, over all dialects. */
const SECTIONS = [
  'tools',
  'systemInstruction',
  'system_instruction',
  'system',
  'instructions',
  'messages',
  'input',
  'contents',
];
/** What an item says, where it has one of these; else the whole item counts. */
const SAID = ['content', 'parts'];

/** The parts of a prompt in order. Scalars that only steer the answer (temperature, limits) are none. */
export function* promptPieces(root: JsonNode): Generator<PromptPiece> {
  for (const section of SECTIONS) {
    const node = memberOf(root, section);
    if (node !== undefined) yield* piecesOf(section, node);
  }
}

function* piecesOf(path: string, node: JsonNode): Generator<PromptPiece> {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) yield* piecesOf(`${path}.${index}`, item);
    return;
  }
  const said = SAID.find((name) => memberOf(node, name) !== undefined);
  const inner = said === undefined ? undefined : memberOf(node, said);
  if (inner === undefined) yield { path, start: node.start, end: node.end };
  else yield* piecesOf(`${path}.${said}`, inner);
}
