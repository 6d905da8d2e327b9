/** What must be known of a provider to name it as OpenTelemetry does. */
export interface ProviderFacts {
  id: string;
  platform: string;
  baseUrl: string;
  dialect: string;
}

/** Well-known values of `gen_ai.provider.name`, by Weir's id; others keep their own. */
const BY_ID: Readonly<Record<string, string>> = {
  google: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  bedrock: 'aws.bedrock',
  azure: 'azure.ai.openai',
  'azure-foundry': 'azure.ai.inference',
  xai: 'x_ai',
  mistral: 'mistral_ai',
};
const BY_PLATFORM: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  vertex: 'gcp.vertex_ai',
};

export function providerName(id: string, facts: ProviderFacts | undefined): string {
  return BY_ID[id] ?? BY_PLATFORM[facts?.platform ?? ''] ?? id;
}

/** `server.address` and `server.port` of a base URL. */
export function serverOf(facts: ProviderFacts | undefined): { address: string; port: number } | undefined {
  if (facts === undefined || !URL.canParse(facts.baseUrl)) return undefined;
  const { hostname, port, protocol } = new URL(facts.baseUrl);
  return { address: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

/** Values of `gen_ai.operation.name`, by operation; others keep their own. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'chat.completions': 'chat',
  responses: 'chat',
  messages: 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
  embed_content: 'embeddings',
  batch_embed_contents: 'embeddings',
  generate_content: 'generate_content',
  stream_generate_content: 'generate_content',
};

export function operationName(operation: string): string {
  return OPERATIONS[operation] ?? operation;
}
