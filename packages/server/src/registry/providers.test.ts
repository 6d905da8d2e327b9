import { describe, expect, it } from 'vitest';
import { configSchema } from '../platform/config/schema.ts';
import { hasRealProvider, providersOf } from './providers.ts';

function providers(entries: unknown[] = [], env: Record<string, string> = {}) {
  return providersOf(configSchema.parse({ providers: entries }), env);
}

describe('providersOf', () => {
  it('takes the big three always, others of the catalog when their key is set, local servers never by themselves', () => {
    expect(Object.keys(providers())).toEqual(['openai', 'anthropic', 'google']);
    const some = providers([], { GROQ_API_KEY: 'g', XAI_API_KEY: ' ', AWS_SECRET_ACCESS_KEY: 's' });
    expect(Object.keys(some)).toEqual(['openai', 'anthropic', 'google', 'groq']);
    expect(some['groq']).toMatchObject({
      baseUrl: 'https://api.groq.com/openai/v1',
      configured: true,
      platform: 'direct',
    });
    expect(some['anthropic']).toMatchObject({
      configured: false,
      baseUrl: 'https://api.anthropic.com/v1',
    });
  });

  it('takes full entries, which win over the catalog', () => {
    const found = providers([
      { id: 'gpu', dialect: 'openai', base_url: 'http://gpu-1:8000/v1/', models: ['llama*'] },
      { id: 'openai', dialect: 'openai', base_url: 'https://x.example/v1', secret_env: 'X_KEY' },
    ]);
    expect(found['gpu']).toMatchObject({
      baseUrl: 'http://gpu-1:8000/v1',
      configured: true,
      priceProvider: 'gpu',
      noStreamOptions: false,
    });
    expect(found['gpu']).not.toHaveProperty('allowPrivateNetwork');
    expect(found['openai']).toMatchObject({ configured: false, secretEnv: 'X_KEY' });
  });

  it('fills an entry from its preset; what the entry says wins', () => {
    const found = providers(
      [
        { preset: 'mistral', id: 'mistral-eu', secret_env: 'EU_KEY', region: 'eu' },
        { preset: 'xai' },
        { preset: 'ollama', base_url: 'http://gpu-1:11434/v1', models: ['llama3*'] },
        { preset: 'vllm', id: 'far', allow_private_network: false },
      ],
      { EU_KEY: 'k' },
    );
    expect(found['mistral-eu']).toMatchObject({
      baseUrl: 'https://api.mistral.ai/v1',
      secretEnv: 'EU_KEY',
      configured: true,
      noStreamOptions: true,
      priceProvider: 'mistral',
      region: 'eu',
    });
    expect(found['xai']).toMatchObject({ priceProvider: 'x-ai', configured: false });
    expect(found['ollama']).toMatchObject({
      baseUrl: 'http://gpu-1:11434/v1',
      configured: true,
      allowPrivateNetwork: true,
    });
    expect(found['far']).not.toHaveProperty('allowPrivateNetwork');
  });

  it('fills clouds with their settings', () => {
    const found = providers(
      [
        { preset: 'bedrock', region: 'eu-central-1' },
        { preset: 'vertex', settings: { project: 'p', location: 'europe-west4' } },
        { preset: 'vertex', id: 'v2', settings: { location: 'global', credentials_file: '/k.json' } },
        { preset: 'azure', settings: { resource: 'acme', 'deployment.gpt-5': 'main' } },
      ],
      { AWS_SECRET_ACCESS_KEY: 's' },
    );
    expect(found['bedrock']).toMatchObject({
      baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
      platform: 'bedrock',
      priceProvider: 'aws',
      settings: { region: 'eu-central-1' },
      region: 'eu-central-1',
      configured: true,
    });
    expect(found['vertex']).toMatchObject({
      baseUrl: 'https://europe-west4-aiplatform.googleapis.com',
      configured: false,
      region: 'europe-west4',
    });
    expect(found['v2']).toMatchObject({ baseUrl: 'https://aiplatform.googleapis.com', configured: true });
    expect(found['azure']).toMatchObject({
      baseUrl: 'https://acme.openai.azure.com',
      settings: { resource: 'acme', 'deployment.gpt-5': 'main' },
    });
  });

  it.each([
    [{ preset: 'grok' }, /providers\[0\]\.preset must be a server of the catalog, but it is "grok"/],
    [{ preset: 'bedrock' }, /providers\[0\]\.settings\.region is missing/],
    [{ preset: 'azure', settings: { resource: 'evil.example/' } }, /must be letters, digits and hyphens/],
  ])('refuses %j', (entry, message) => {
    expect(() => providers([entry])).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    expect(() => providers([entry])).toThrow(message);
  });

  it('adds the sandbox in all three dialects', () => {
    const found = providers([], { WEIR_SANDBOX_URL: 'http://127.0.0.1:5/' });
    expect(found['sandbox-openai']).toMatchObject({ sandbox: true, priceProvider: 'openai' });
    expect(found['sandbox-google']).toMatchObject({
      dialect: 'gemini',
      baseUrl: 'http://127.0.0.1:5/v1beta',
      priceProvider: 'google',
    });
    expect(hasRealProvider(found)).toBe(false);
  });
});

describe('hasRealProvider', () => {
  it('ends the trial with a key of any provider that can be called', () => {
    expect(hasRealProvider(providers([], { GEMINI_API_KEY: 'g' }))).toBe(true);
    expect(hasRealProvider(providers([], { OPENAI_API_KEY: 'o' }))).toBe(true);
    expect(hasRealProvider(providers([{ preset: 'ollama' }]))).toBe(true);
    expect(hasRealProvider(providers())).toBe(false);
  });
});
