import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import type { KeyWithSecret } from '@weir/core/contract';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAY } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { SANDBOXES } from './ledger.ts';

const OWNER = 'ada@example.com';
let weir: RunningWeir;
let key = '';
let pilot = '';
/** Requests that clients made since it was emptied. */
let answers: Response[] = [];

beforeAll(async () => {
  weir = await startWeir();
  key = (await weir.admin.createWorkload('gated', { approved_models: SANDBOXES, owner: OWNER })).secret;
  const early = await weir.admin.createWorkload('early', { approved_models: SANDBOXES, stage: 'pilot' });
  pilot = early.secret;
});
afterAll(async () => {
  await weir?.stop();
});

const noted: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  answers.push(answer);
  return answer;
};

/** One small call with the dialect's official client. */
const ASK = {
  openai: (apiKey: string) =>
    new OpenAI({
      ...{ apiKey, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 2, fetch: noted },
    }).chat.completions.create({ model: 'gpt-4o-mini', max_tokens: 50, messages: SAY }),
  anthropic: (apiKey: string) =>
    new Anthropic({
      ...{ apiKey, baseURL: weir.gatewayUrl, maxRetries: 2, fetch: noted },
    }).messages.create({ model: 'claude-haiku-4-5', max_tokens: 50, messages: SAY }),
  gemini: (apiKey: string) => withGlobalFetch(() => askGemini(apiKey)),
} as const;
type Dialect = keyof typeof ASK;
const DIALECTS = ['openai', 'anthropic', 'gemini'] as const;

const askGemini = (apiKey: string) =>
  new GoogleGenAI({
    apiKey,
    httpOptions: { baseUrl: weir.gatewayUrl, retryOptions: { attempts: 3 } },
  }).models.generateContent({
    model: 'gemini-2.5-flash',
    contents: 'Say a word about hail.',
    config: { maxOutputTokens: 50 },
  });

/** The client of Google takes no `fetch`. */
async function withGlobalFetch<T>(ask: () => Promise<T>): Promise<T> {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const answer = await real(input, init);
    answers.push(answer);
    return answer;
  };
  try {
    return await ask();
  } finally {
    globalThis.fetch = real;
  }
}

async function asked(dialect: Dialect, apiKey: string): Promise<{ error: unknown; answers: Response[] }> {
  answers = [];
  const error = await ASK[dialect](apiKey).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { error, answers };
}

describe.each(DIALECTS)('a gate as the %s client sees it', (dialect) => {
  it('is a header of answers while it only warns', async () => {
    await weir.admin.request('PUT', '/gate-settings', { mode: 'grace' });
    const warned = await waitFor('the warning', 5_000, async () => {
      const now = await asked(dialect, key);
      return now.answers[0]?.headers.has('x-weir-gate') && now.error === undefined ? now : undefined;
    });
    expect(warned.answers).toHaveLength(1);
    expect(warned.answers[0]?.headers.get('x-weir-gate')).toMatch(/^missing=.*security_review/);
  });

  it('refuses in its own error class, once, and names what is missing and whom to ask', async () => {
    await weir.admin.request('PUT', '/gate-settings', { mode: 'enforce' });
    const refused = await waitFor('the refusal', 5_000, async () => {
      const now = await asked(dialect, key);
      return now.error === undefined ? undefined : now;
    });
    const { error } = refused;
    // a client that tried again would make three
    expect(refused.answers.map(({ status }) => status)).toEqual([403]);
    expect(refused.answers[0]?.headers.get('x-weir-gate')).toMatch(/^missing=.*security_review/);
    expect(refused.answers[0]?.headers.get('x-weir-error')).toBe('workload_not_admitted');
    expect(error).toMatchObject({ status: 403 });
    if (dialect === 'openai') {
      expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
      expect(error).toMatchObject({ code: 'workload_not_admitted' });
    }
    if (dialect === 'anthropic') {
      expect(error).toBeInstanceOf(Anthropic.PermissionDeniedError);
      expect(error).toMatchObject({ error: { type: 'error', error: { type: 'permission_error' } } });
    }
    if (dialect === 'gemini') {
      expect(error).toBeInstanceOf(ApiError);
      expect(String(error)).toContain('PERMISSION_DENIED');
    }
    expect(String(error)).toContain('The workload gated has not passed its gate for production. Missing: ');
    expect(String(error)).toContain('security_review');
    expect(String(error)).toContain('weir gate show gated');
    expect(String(error)).toContain(`ask ${OWNER}`);
  });

  it('does not concern pilots', async () => {
    await weir.admin.request('PUT', '/gate-settings', { mode: 'enforce' });
    const { error, answers: passed } = await asked(dialect, pilot);
    expect(error).toBeUndefined();
    expect(passed.map(({ headers }) => headers.get('x-weir-gate'))).toEqual([null]);
  });
});

it('holds for a key that is made while it refuses, too', async () => {
  const { secret } = await weir.admin.post<KeyWithSecret>('/keys', { workload: 'gated' });
  await weir.admin.keyKnown(secret);
  expect((await asked('openai', secret)).error).toMatchObject({ status: 403 });
});
