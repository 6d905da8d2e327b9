import { invalidRequest } from '../api-error.ts';
import { isObject, type Json } from '../fields.ts';

/** A Converse request in the shape of a Messages request, which the sandbox knows how to answer. */
export function messagesBody(body: Json, model: string, maxOutput: number): Json {
  const inference = isObject(body['inferenceConfig']) ? body['inferenceConfig'] : {};
  const extra = isObject(body['additionalModelRequestFields']) ? body['additionalModelRequestFields'] : {};
  const { tools, tool_choice } = toolsOf(body['toolConfig']);
  if (!Array.isArray(body['messages'])) throw invalidRequest('messages: Field required');
  return {
    ...extra,
    model,
    max_tokens: inference['maxTokens'] ?? Math.min(4_096, maxOutput),
    ...(Array.isArray(inference['stopSequences']) ? { stop_sequences: inference['stopSequences'] } : {}),
    ...(Array.isArray(body['system']) ? { system: blocksOf(body['system']) } : {}),
    messages: body['messages'].filter(isObject).map((message) => ({
      role: message['role'],
      content: Array.isArray(message['content']) ? blocksOf(message['content']) : message['content'],
    })),
    ...(tools.length === 0 ? {} : { tools, tool_choice }),
  };
}

/** A cache point marks what stands before it; there it is a field of that block. */
function blocksOf(content: readonly unknown[]): Json[] {
  const blocks: Json[] = [];
  for (const block of content.filter(isObject)) {
    if ('cachePoint' in block) mark(blocks, block['cachePoint']);
    else blocks.push(blockOf(block));
  }
  return blocks;
}

function mark(blocks: readonly Json[], point: unknown): void {
  const last = blocks.at(-1);
  if (last === undefined) return;
  const ttl = isObject(point) && point['ttl'] === '1h' ? { ttl: '1h' } : {};
  last['cache_control'] = { type: 'ephemeral', ...ttl };
}

function blockOf(block: Json): Json {
  const { text, toolUse, toolResult, reasoningContent } = block;
  if (typeof text === 'string') return { type: 'text', text };
  if (isObject(toolUse)) {
    return { type: 'tool_use', id: toolUse['toolUseId'], name: toolUse['name'], input: toolUse['input'] };
  }
  if (isObject(toolResult)) {
    const content = Array.isArray(toolResult['content']) ? toolResult['content'] : [];
    const said = content.filter(isObject).map((part) => part['text'] ?? JSON.stringify(part['json'] ?? part));
    return { type: 'tool_result', tool_use_id: toolResult['toolUseId'], content: said.join('\n') };
  }
  if (isObject(reasoningContent)) return { type: 'thinking', thinking: JSON.stringify(reasoningContent) };
  return { type: 'image', source: block };
}

function toolsOf(config: unknown): { tools: Json[]; tool_choice: Json } {
  const list = isObject(config) && Array.isArray(config['tools']) ? config['tools'].filter(isObject) : [];
  const tools: Json[] = [];
  for (const item of list) {
    const spec = item['toolSpec'];
    if ('cachePoint' in item) mark(tools, item['cachePoint']);
    if (!isObject(spec)) continue;
    const schema = isObject(spec['inputSchema']) ? spec['inputSchema']['json'] : undefined;
    tools.push({ name: spec['name'], description: spec['description'], input_schema: schema ?? {} });
  }
  const choice = isObject(config) && isObject(config['toolChoice']) ? config['toolChoice'] : {};
  if (isObject(choice['tool'])) return { tools, tool_choice: { type: 'tool', name: choice['tool']['name'] } };
  return { tools, tool_choice: { type: 'any' in choice ? 'any' : 'auto' } };
}
