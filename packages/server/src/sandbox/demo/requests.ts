import { createRandom, hash32 } from '../random.ts';
import { writeText } from '../text.ts';
import { countTokens, truncateToTokens } from '../tokens.ts';
import { demoCompany } from './company.ts';
import type { PlannedCall } from './plan.ts';

export interface DemoRequest {
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** What each workload's prompts are about: chooses vocabulary. */
const SUBJECTS: Record<string, string> = {
  'support-bot': 'Customers ask about an order, a refund or their account at Halden Mutual.',
  'contract-review': 'Compare each clause of the contract with the playbook and name the liability.',
  'code-assistant': 'You write and refactor typescript code and explain each function.',
  'sales-drafts': 'Draft a sales e-mail to a prospect about pricing of a policy.',
  'document-search': 'Answer from the passages of company documents and name the sources.',
  'claims-triage': 'Assess the claim, the damage and the policy, then route it.',
};
const TAG_HEADERS: Record<string, string> = {
  user: 'x-weir-user',
  customer: 'x-weir-customer',
  task: 'x-weir-task',
  step: 'x-weir-step',
  prompt_version: 'x-weir-prompt-version',
  business_process: 'x-weir-business-process',
};
const FREE_SCHEMA = {
  type: 'object',
  properties: { id: { type: 'string' }, reason: { type: 'string' } },
  required: ['id'],
};

/** The HTTP request that makes the sandbox do what was planned: sizes and faults travel in the last user message. */
export function demoRequest(call: PlannedCall, key: string): DemoRequest {
  const system = systemPrompt(call);
  const user = userMessage(call, call.input - countTokens(system));
  const openai = call.use.dialect === 'openai';
  return {
    path: openai ? '/v1/chat/completions' : '/v1/messages',
    headers: {
      'content-type': 'application/json',
      ...(openai
        ? { authorization: `Bearer ${key}` }
        : { 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
      ...tagHeaders(call),
    },
    body: openai ? openaiBody(call, system, user) : anthropicBody(call, system, user),
  };
}

/** Business processes are fixed by most workloads; only tags the caller adds travel as headers. */
function tagHeaders(call: PlannedCall): Record<string, string> {
  const fixed = demoCompany.workloads.find((workload) => workload.id === call.profile.workload);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.tags)) {
    const header = TAG_HEADERS[name];
    const isFixed = name === 'business_process' && fixed?.business_process !== undefined;
    if (header !== undefined && !isFixed) headers[header] = value;
  }
  return headers;
}

function openaiBody(call: PlannedCall, system: string, user: string): Record<string, unknown> {
  return {
    model: modelOf(call),
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    ...(call.stream ? { stream: true } : {}),
    ...(call.tools.length > 0
      ? {
          tools: call.profile.tools.map((name) => ({
            type: 'function',
            function: { name, parameters: FREE_SCHEMA },
          })),
        }
      : {}),
  };
}

function anthropicBody(call: PlannedCall, system: string, user: string): Record<string, unknown> {
  return {
    model: modelOf(call),
    max_tokens: 8_000,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: user }],
    ...(call.stream ? { stream: true } : {}),
    ...(call.tools.length > 0
      ? { tools: call.profile.tools.map((name) => ({ name, input_schema: FREE_SCHEMA })) }
      : {}),
  };
}

/** A refused call names the real provider, which no workload of the demo may use. */
function modelOf(call: PlannedCall): string {
  return call.outcome === 'refused' ? `${call.use.dialect}/${call.use.model}` : call.use.model;
}

/** The same for all calls of a workload and prompt version, so that caching finds it; else it begins with the time. */
function systemPrompt(call: PlannedCall): string {
  const { workload, cacheHitRate } = call.profile;
  const subject = SUBJECTS[workload] ?? 'Answer briefly.';
  const random = createRandom(hash32(`${workload} ${call.tags['prompt_version']}`));
  const text = `${subject} ${writeText(random, subject, call.prefix)}`;
  const uncached = cacheHitRate === 0 ? `Now: ${new Date(call.startedAt).toISOString()}. ` : '';
  return truncateToTokens(uncached + text, call.prefix);
}

function userMessage(call: PlannedCall, tokens: number): string {
  const directives = [
    call.tools.length > 0
      ? `tools=${call.tools.length}`
      : `tokens=${Math.max(1, call.output - call.reasoning)}`,
    ...(call.outcome === 'retried' ? ['429 retry-after=1 times=1'] : []),
    ...(call.outcome === 'failed' ? ['529'] : []),
  ];
  const subject = SUBJECTS[call.profile.workload] ?? '';
  const text = writeText(call.random, `${subject} ${call.identity}`, Math.max(1, tokens));
  return `${truncateToTokens(text, Math.max(8, tokens))} [[sandbox:${directives.join(';')}]]`;
}
