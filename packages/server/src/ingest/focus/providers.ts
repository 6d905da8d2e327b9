/** A provider as FOCUS names it. */
interface FocusProvider {
  /** Weir's id. */
  id: string;
  /** Who sells. */
  seller: string;
  /** On whose platform it runs. */
  host: string;
  /** What is sold. */
  service: string;
}

function direct(id: string, seller: string, service = `${seller} API`): FocusProvider {
  return { id, seller, host: seller, service };
}

export const FOCUS_PROVIDERS: readonly FocusProvider[] = [
  direct('openai', 'OpenAI'),
  direct('anthropic', 'Anthropic', 'Claude API'),
  direct('google', 'Google', 'Gemini API'),
  { id: 'vertex', seller: 'Google Cloud', host: 'Google Cloud', service: 'Vertex AI' },
  { id: 'azure', seller: 'Microsoft', host: 'Microsoft', service: 'Azure OpenAI' },
  { id: 'azure-foundry', seller: 'Microsoft', host: 'Microsoft', service: 'Azure AI Foundry' },
  { id: 'bedrock', seller: 'AWS', host: 'AWS', service: 'Amazon Bedrock' },
  { id: 'aws', seller: 'AWS', host: 'AWS', service: 'Amazon Bedrock' },
  { id: 'github-copilot', seller: 'GitHub', host: 'GitHub', service: 'GitHub Copilot' },
  direct('mistral', 'Mistral AI'),
  direct('deepseek', 'DeepSeek'),
  direct('xai', 'xAI'),
  direct('groq', 'Groq'),
  direct('openrouter', 'OpenRouter'),
  direct('together', 'Together AI'),
  direct('fireworks', 'Fireworks AI'),
  direct('cerebras', 'Cerebras'),
  direct('perplexity', 'Perplexity'),
  direct('cohere', 'Cohere'),
];

/** Names that providers and their bills use for themselves, in lower case. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'amazon web services': 'aws',
  'amazon web services, inc.': 'aws',
  amazon: 'aws',
  aws: 'aws',
  azure: 'azure',
  'microsoft azure': 'azure',
  microsoft: 'azure',
  'google cloud': 'google',
  'google cloud platform': 'google',
  gcp: 'google',
  github: 'github-copilot',
};

/** Weir's id of who sells, by name, and of services that have one of their own. */
export function providerId(seller: string, service: string): string {
  const lower = seller.trim().toLowerCase();
  const exact = FOCUS_PROVIDERS.find((one) => one.seller.toLowerCase() === lower && one.service === service);
  if (exact !== undefined) return exact.id === 'bedrock' ? 'aws' : exact.id;
  const named = OTHER_NAMES[lower] ?? FOCUS_PROVIDERS.find((one) => one.seller.toLowerCase() === lower)?.id;
  return named ?? (lower.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'unknown');
}
