import { describe, expect, it } from 'vitest';
import { exampleModel, LANGUAGES, snippetOf } from './snippets.ts';

describe('first calls to paste', () => {
  it('carry the gateway, the secret and the model in every language', () => {
    for (const language of LANGUAGES) {
      const text = snippetOf(language, { gateway: 'http://127.0.0.1:4000/', secret: 'wk_1', model: 'gpt-5' });
      expect(text).toContain('http://127.0.0.1:4000/v1');
      expect(text).toContain('wk_1');
      expect(text).toContain('gpt-5');
    }
  });

  it('name a model the workload may use', () => {
    expect(exampleModel([])).toBe('gpt-4o-mini');
    expect(exampleModel(['gpt-4.1*', 'o3'])).toBe('o3');
    expect(exampleModel(['sandbox-anthropic/*'])).toBe('claude-haiku-4-5');
    expect(exampleModel(['sandbox-openai/*', 'sandbox-anthropic/*'])).toBe('gpt-4o-mini');
  });
});
