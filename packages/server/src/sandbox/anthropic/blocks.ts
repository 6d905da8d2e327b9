import { invalidRequest } from '../api-error.ts';
import { isObject, type Json } from '../fields.ts';
import { hash32 } from '../random.ts';
import { CHARS_PER_TOKEN } from '../tokens.ts';

export type CacheTtl = '5m' | '1h';

/** One stretch of the prompt; a prefix can be cached up to the end of a block that carries a breakpoint. */
export interface PromptBlock {
  text: string;
  breakpoint?: CacheTtl;
}

const MAX_BREAKPOINTS = 4;
const IMAGE_TOKENS = 1_200;

/** The whole prompt in the order the cache sees it: tools, system, messages. */
export function promptBlocks(
  tools: readonly Json[],
  system: unknown,
  messages: readonly Json[],
): PromptBlock[] {
  const blocks = [
    ...tools.map((tool, i) =>
      block(JSON.stringify({ ...tool, cache_control: undefined }), tool, `tools.${i}`),
    ),
    ...contentBlocks(system, '<|system|>', 'system'),
    ...messages.flatMap((message, i) =>
      contentBlocks(message['content'], `<|${String(message['role'])}|>`, `messages.${i}.content`),
    ),
  ];
  checkBreakpoints(blocks);
  return blocks;
}

function contentBlocks(content: unknown, prefix: string, path: string): PromptBlock[] {
  if (typeof content === 'string') return [{ text: prefix + content }];
  if (!Array.isArray(content)) return [];
  return content.map((part: unknown, i) => {
    if (!isObject(part)) throw invalidRequest(`${path}.${i}: Input should be a valid dictionary`);
    return block((i === 0 ? prefix : '') + renderPart(part), part, `${path}.${i}`);
  });
}

function block(text: string, source: Json, path: string): PromptBlock {
  const control = source['cache_control'];
  if (control === undefined || control === null) return { text };
  if (!isObject(control) || control['type'] !== 'ephemeral') {
    throw invalidRequest(`${path}.cache_control: Input tag must be 'ephemeral'`);
  }
  const ttl = control['ttl'] ?? '5m';
  if (ttl !== '5m' && ttl !== '1h') {
    throw invalidRequest(`${path}.cache_control.ephemeral.ttl: Input should be '5m' or '1h'`);
  }
  return { text, breakpoint: ttl };
}

function renderPart(part: Json): string {
  switch (part['type']) {
    case 'text':
      return String(part['text'] ?? '');
    case 'thinking':
      return String(part['thinking'] ?? '');
    case 'tool_use':
      return `<|call ${String(part['name'])}|>${JSON.stringify(part['input'] ?? {})}`;
    case 'tool_result':
      return `<|result|>${renderResult(part['content'])}`;
    default:
      // Images and documents: their content decides the cache key, not their size.
      return `[${hash32(JSON.stringify({ ...part, cache_control: undefined }))}]`.padEnd(
        IMAGE_TOKENS * CHARS_PER_TOKEN,
        '#',
      );
  }
}

function renderResult(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content)
    ? content.map((part) => (isObject(part) ? renderPart(part) : '')).join('')
    : '';
}

function checkBreakpoints(blocks: readonly PromptBlock[]): void {
  const marked = blocks.filter((item) => item.breakpoint !== undefined);
  if (marked.length > MAX_BREAKPOINTS) {
    throw invalidRequest(`A maximum of 4 blocks with cache_control may be provided. Found ${marked.length}.`);
  }
  const firstShort = marked.findIndex((item) => item.breakpoint === '5m');
  if (firstShort >= 0 && marked.slice(firstShort).some((item) => item.breakpoint === '1h')) {
    throw invalidRequest(
      "cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
    );
  }
}
