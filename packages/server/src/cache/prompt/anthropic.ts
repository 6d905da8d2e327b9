import { isPresent, itemsOf, type JsonNode, memberOf, readTree, textOf } from '../json/tree.ts';

export interface CachePointLimits {
  /** Shortest prefix worth a point, in tokens: see `minimumCacheTokens`. */
  readonly minimumTokens: number;
  /** Anthropic takes four. */
  readonly maxPoints?: number;
}

const MAX_POINTS = 4;
/** Longer bodies go as they are: reading them would hold up other calls. */
const BODY_LIMIT = 4 * 1024 * 1024;
/** Rough, and on the safe side for prose: a prefix is taken for shorter than it is. */
const BYTES_PER_TOKEN = 4;
/** An image or a document counts this many tokens, whatever its bytes: it is base64 or a reference. */
const MEDIA_TOKENS = 200;
const MARK = '"cache_control":{"type":"ephemeral"}';
/** Blocks that may carry a mark. Not: thinking, redacted_thinking. */
const MARKABLE = new Set(['text', 'image', 'document', 'search_result', 'tool_use', 'tool_result']);

/** A text put into the body before byte `at`. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** A place where the prefix may end: what to insert there, and the tokens up to it. */
interface CachePoint {
  readonly insertions: readonly Insertion[];
  readonly tokens: number;
}

/**
 * Marks the stable beginnings of an Anthropic messages request, so that the provider caches them: the end of the
 * tools, the end of the system prompt and, once a conversation is under way, its last two user turns. All other bytes
 * stay as they are. The same buffer comes back when the request has any `cache_control` of its own, when nothing is
 * long enough, and when it is not a request Weir understands.
 *
 * A single question is not marked at its user turn: it would be written at 1.25 times the price and rarely read.
 */
export function insertCachePoints(body: Buffer, limits: CachePointLimits): Buffer {
  if (body.length > BODY_LIMIT || body.length < limits.minimumTokens * BYTES_PER_TOKEN) return body;
  const text = body.toString('latin1');
  const root = readTree(text);
  if (root?.kind !== 'object' || hasCacheControl(root)) return body;
  const points = findPoints(text, root)
    .filter((point) => point.tokens >= limits.minimumTokens)
    .slice(-Math.min(limits.maxPoints ?? MAX_POINTS, MAX_POINTS));
  return points.length === 0
    ? body
    : spliced(
        body,
        points.flatMap(({ insertions }) => insertions),
      );
}

function hasCacheControl(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(hasCacheControl);
  return (
    node.kind === 'object' &&
    node.members.some(({ name, value }) => name === 'cache_control' || hasCacheControl(value))
  );
}

/** In the order in which the provider strings the prompt together: tools, system, messages. */
function findPoints(text: string, root: JsonNode): CachePoint[] {
  const points: CachePoint[] = [];
  const tools = memberOf(root, 'tools');
  const system = memberOf(root, 'system');
  let tokens = tokensOf(tools);
  add(points, toolPoint(tools), tokens);
  tokens += tokensOf(system);
  add(points, contentPoint(text, system), tokens);
  const messages = itemsOf(memberOf(root, 'messages'));
  const marked = lastTwoUserTurns(text, messages);
  for (const message of messages) {
    const content = memberOf(message, 'content');
    tokens += tokensOf(content);
    if (marked.has(message)) add(points, contentPoint(text, content), tokens);
  }
  return points;
}

function add(points: CachePoint[], insertions: readonly Insertion[] | undefined, tokens: number): void {
  if (insertions !== undefined) points.push({ insertions, tokens });
}

/** Empty until the model has spoken: only then will the same beginning be sent again. */
function lastTwoUserTurns(text: string, messages: readonly JsonNode[]): ReadonlySet<JsonNode> {
  const role = (message: JsonNode) => textOf(text, memberOf(message, 'role'));
  if (!messages.some((message) => role(message) === 'assistant')) return new Set();
  return new Set(messages.filter((message) => role(message) === 'user').slice(-2));
}

/** Tools that are loaded later stand outside the prefix, and the provider refuses a mark on them. */
function toolPoint(tools: JsonNode | undefined): readonly Insertion[] | undefined {
  const last = itemsOf(tools).findLast((tool) => memberOf(tool, 'defer_loading')?.kind !== 'true');
  return last === undefined ? undefined : marked(last);
}

function contentPoint(text: string, content: JsonNode | undefined): readonly Insertion[] | undefined {
  if (content?.kind === 'string') return isBlank(text, content) ? undefined : asBlock(content);
  const last = itemsOf(content).findLast((block) => isMarkable(text, block));
  return last === undefined ? undefined : marked(last);
}

function isMarkable(text: string, block: JsonNode): boolean {
  const type = textOf(text, memberOf(block, 'type'));
  if (type === undefined || !MARKABLE.has(type)) return false;
  const said = memberOf(block, 'text');
  return type !== 'text' || (said?.kind === 'string' && !isBlank(text, said));
}

function isBlank(text: string, node: JsonNode): boolean {
  return (textOf(text, node) ?? '').trim() === '';
}

/** A string as the one text block of an array. */
function asBlock(content: JsonNode): readonly Insertion[] {
  return [
    { at: content.start, text: '[{"type":"text","text":' },
    { at: content.end, text: `,${MARK}}]` },
  ];
}

function marked(block: JsonNode): readonly Insertion[] | undefined {
  if (block.kind !== 'object' || block.members.length === 0) return undefined;
  return [{ at: block.end - 1, text: `,${MARK}` }];
}

function tokensOf(node: JsonNode | undefined): number {
  if (!isPresent(node)) return 0;
  return Math.floor((node.end - node.start - mediaBytes(node)) / BYTES_PER_TOKEN);
}

/** Bytes of media sources in the node beyond what their tokens are taken for. */
function mediaBytes(node: JsonNode): number {
  if (node.kind === 'array') return node.items.reduce((sum, item) => sum + mediaBytes(item), 0);
  if (node.kind !== 'object') return 0;
  return node.members.reduce((sum, { name, value }) => {
    if (name !== 'source' || value.kind !== 'object') return sum + mediaBytes(value);
    return sum + Math.max(0, value.end - value.start - MEDIA_TOKENS * BYTES_PER_TOKEN);
  }, 0);
}

function spliced(body: Buffer, insertions: readonly Insertion[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { at, text } of [...insertions].sort((a, b) => a.at - b.at)) {
    parts.push(body.subarray(from, at), Buffer.from(text));
    from = at;
  }
  parts.push(body.subarray(from));
  return Buffer.concat(parts);
}
