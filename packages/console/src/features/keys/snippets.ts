export const LANGUAGES = ['curl', 'python', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface SnippetFacts {
  /** Base URL of the gateway, without a trailing slash. */
  gateway: string;
  /** The secret, or the name of a variable that holds it. */
  secret: string;
  model?: string;
}

export const DEMO_COMMAND = 'npx weir demo';
const MODEL = 'gpt-4o-mini';

/** A complete first call in the given language, ready to paste. */
export function snippetOf(language: Language, { gateway, secret, model = MODEL }: SnippetFacts): string {
  const base = gateway.replace(/\/+$/, '');
  switch (language) {
    case 'curl':
      return `curl ${base}/v1/chat/completions \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "What does a weir do?"}]}'`;
    case 'python':
      return `from openai import OpenAI

client = OpenAI(base_url="${base}/v1", api_key="${secret}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "What does a weir do?"}],
)
print(answer.choices[0].message.content)`;
    case 'typescript':
      return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${base}/v1', apiKey: '${secret}' });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'What does a weir do?' }],
});
console.log(answer.choices[0]?.message.content);`;
    default:
      return language satisfies never;
  }
}

/** A model the workload may call by name: its first approved one without wildcard, else a common small one. */
export function exampleModel(approved: readonly string[]): string {
  const exact = approved.find((name) => !name.includes('*'));
  if (exact !== undefined) return exact;
  const anthropicOnly =
    approved.length > 0 && approved.every((name) => name.includes('anthropic') || name.startsWith('claude'));
  return anthropicOnly ? 'claude-haiku-4-5' : MODEL;
}
