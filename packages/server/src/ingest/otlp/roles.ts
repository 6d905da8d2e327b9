import type { Span } from './span.ts';

/**
 * What a span is, by what it says of itself. call: one request to a model. parent: an agent, a step, a chain, which repeats
 * what the calls below it used and is never charged. tool: work that is begun anew below a call. other: it does not say.
 */
export type Role = 'call' | 'parent' | 'tool' | 'other';

const CALLS = [
  'chat',
  'text_completion',
  'completion',
  'completions',
  'generate_content',
  'embeddings',
  'embedding',
  'llm',
  'rerank',
  'reranker',
  'responses',
  'messages',
  'image_generation',
  'speech',
  'transcription',
];
const PARENTS = [
  'invoke_agent',
  'create_agent',
  'agent_step',
  'invoke_workflow',
  'agent',
  'chain',
  'workflow',
  'task',
  'step',
  'retriever',
  'pipeline',
  'handoff',
];
const TOOLS = ['execute_tool', 'tool'];

const BY_WORD: ReadonlyMap<string, Role> = new Map([
  ...CALLS.map((word) => [word, 'call'] as const),
  ...PARENTS.map((word) => [word, 'parent'] as const),
  ...TOOLS.map((word) => [word, 'tool'] as const),
]);

/** Where conventions say what a span is: OpenTelemetry, OpenInference, OpenLLMetry, Sentry. First found counts. */
const SAYS = [
  'gen_ai.operation.name',
  'openinference.span.kind',
  'traceloop.span.kind',
  'llm.request.type',
  'sentry.op',
  'op',
];

export function roleOf({ attributes, name }: Pick<Span, 'attributes' | 'name'>): Role {
  const vercel = attributes.get('ai.operationId');
  if (typeof vercel === 'string') return roleInVercel(vercel);
  for (const attribute of SAYS) {
    const said = attributes.get(attribute);
    const role = typeof said === 'string' ? BY_WORD.get(wordOf(said)) : undefined;
    if (role !== undefined) return role;
  }
  const [first = ''] = name.split(' ');
  return ['invoke_agent', 'agent_step', 'execute_tool'].includes(first)
    ? (BY_WORD.get(first) ?? 'other')
    : 'other';
}

/** `ai.generateText` contains `ai.generateText.doGenerate`, once for each step; `ai.embedMany` its `doEmbed`s. */
function roleInVercel(operation: string): Role {
  if (operation === 'ai.toolCall') return 'tool';
  return /\.do[A-Z]/.test(operation) ? 'call' : 'parent';
}

/** `LLM`, `gen_ai.invoke_agent` (Sentry), `chat`. */
function wordOf(said: string): string {
  return said.toLowerCase().replace(/^gen_ai\./, '');
}
