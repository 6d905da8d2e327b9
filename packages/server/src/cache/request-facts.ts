import { isPresent, itemsOf, type JsonNode, memberOf, textOf } from './json/tree.ts';
import type { CachedOperation } from './operations.ts';

/** What a request says about whether the same words would get the same answer. */
export interface CacheFacts {
  /** Worked out, not sampled: embeddings, moderations. */
  readonly computed: boolean;
  /** As the client set it; absent when it did not. */
  readonly temperature?: number;
  /** Continues or starts something that lives at the provider: an earlier response, a conversation, a background job. */
  readonly stateful: boolean;
  /** Refers to content by id or address, which may change or not be the caller's to see. */
  readonly refersToContent: boolean;
  /** Tools that the provider runs and whose results change with the world: web search, code, MCP servers. */
  readonly serverTools: boolean;
}

/** Top-level members whose mere presence ties a request to something kept at the provider. */
const STATE = [
  'previous_response_id',
  'conversation',
  'prompt',
  'container',
  'cachedContent',
  'cached_content',
];
const ITEM_REFERENCE = '"item_reference"';
/** Members that hold the id or address of content when their value is a string. */
const REFERENCES = new Set(['file_id', 'fileUri', 'file_uri', 'file_url']);
/** Tools of Anthropic's own design that the client runs. */
const CLIENT_TOOLS = ['custom', 'bash_', 'text_editor_', 'computer_', 'memory_'];

/** `root` must stem from `text`. */
export function readCacheFacts(
  dialect: string,
  operation: CachedOperation,
  text: string,
  root: JsonNode,
): CacheFacts {
  const temperature = operation.computed ? undefined : temperatureIn(text, root);
  return {
    computed: operation.computed,
    ...(temperature === undefined ? {} : { temperature }),
    stateful: isStateful(root),
    refersToContent: refersToContent(text, root),
    serverTools: hasServerTools(dialect, text, root),
  };
}

function temperatureIn(text: string, root: JsonNode): number | undefined {
  const config = memberOf(root, 'generationConfig') ?? memberOf(root, 'generation_config');
  const node = memberOf(root, 'temperature') ?? memberOf(config, 'temperature');
  return node?.kind === 'number' ? Number(text.slice(node.start, node.end)) : undefined;
}

function isStateful(root: JsonNode): boolean {
  return (
    memberOf(root, 'background')?.kind === 'true' ||
    STATE.some((name) => {
      const node = memberOf(root, name);
      // `prompt` is text in completions, and a template kept at the provider (an object) in responses
      return isPresent(node) && (name !== 'prompt' || node.kind === 'object');
    })
  );
}

function refersToContent(text: string, node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some((item) => refersToContent(text, item));
  if (node.kind !== 'object') return false;
  return node.members.some(({ name, value }) => {
    if (value.kind !== 'string') {
      return name === 'image_url' && isRemote(text, memberOf(value, 'url'))
        ? true
        : refersToContent(text, value);
    }
    if (REFERENCES.has(name)) return true;
    if (name === 'image_url') return isRemote(text, value);
    if (name === 'type') return text.startsWith(ITEM_REFERENCE, value.start);
    return name === 'url' && textOf(text, memberOf(node, 'type')) === 'url';
  });
}

function isRemote(text: string, node: JsonNode | undefined): boolean {
  return node?.kind === 'string' && !text.startsWith('data:', node.start + 1);
}

function hasServerTools(dialect: string, text: string, root: JsonNode): boolean {
  if (isPresent(memberOf(root, 'web_search_options')) || isPresent(memberOf(root, 'mcp_servers')))
    return true;
  return itemsOf(memberOf(root, 'tools')).some((tool) =>
    dialect === 'gemini'
      ? !isGeminiFunctions(tool)
      : !isClientTool(dialect, textOf(text, memberOf(tool, 'type'))),
  );
}

function isGeminiFunctions(tool: JsonNode): boolean {
  return (
    tool.kind === 'object' &&
    tool.members.every(({ name }) => name === 'functionDeclarations' || name === 'function_declarations')
  );
}

function isClientTool(dialect: string, type: string | undefined): boolean {
  if (dialect !== 'anthropic') return type === 'function' || type === 'custom';
  return type === undefined || CLIENT_TOOLS.some((start) => type.startsWith(start));
}
