import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Limits, less, SAY } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { SANDBOXES } from './ledger.ts';

let weir: RunningWeir;
let limits: Limits;

beforeAll(async () => {
  weir = await startWeir();
  limits = new Limits(weir);
});
afterAll(async () => {
  await weir?.stop();
});

const openai = (apiKey: string, maxRetries = 2) =>
  new OpenAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1`, maxRetries });
const anthropic = (apiKey: string) => new Anthropic({ apiKey, baseURL: weir.gatewayUrl, maxRetries: 2 });
const gemini = (apiKey: string) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: weir.gatewayUrl, retryOptions: { attempts: 3 } } });

/** One small call with the dialect's official client. */
const ASK = {
  openai: (key: string) =>
    openai(key).chat.completions.create({ model: 'gpt-4o-mini', max_tokens: 50, messages: SAY }),
  anthropic: (key: string) =>
    anthropic(key).messages.create({ model: 'claude-haiku-4-5', max_tokens: 50, messages: SAY }),
  gemini: (key: string) =>
    gemini(key).models.generateContent({
      model: 'gemini-2.5-flash',
      contents: 'Say a word about hail.',
      config: { maxOutputTokens: 50 },
    }),
} as const;
const ERRORS = { openai: OpenAI.APIError, anthropic: Anthropic.APIError, gemini: ApiError } as const;

/** What a call failed with, and how many requests its client made of it. */
async function failureOf(ask: () => Promise<unknown>): Promise<{ error: unknown; requests: number }> {
  const spy = vi.spyOn(globalThis, 'fetch');
  try {
    const error = await ask().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    return { error, requests: spy.mock.calls.length };
  } finally {
    spy.mockRestore();
  }
}

describe.each(['openai', 'anthropic', 'gemini'] as const)('a budget as the %s client sees it', (dialect) => {
  it('refuses when it is hard: 402 in its own error class, once, with what to do', async () => {
    const { secret } = await weir.admin.createWorkload(`hard-${dialect}`, { approved_models: SANDBOXES });
    await limits.budget(`tight-${dialect}`, {
      name: `Trial of ${dialect}`,
      scope: { workload: `hard-${dialect}` },
      amount: '0.0000001',
      owner: 'money@example.com',
    });
    const { error, requests } = await failureOf(() => ASK[dialect](secret));
    expect(error).toBeInstanceOf(ERRORS[dialect]);
    expect(error).toMatchObject({ status: 402 });
    expect(requests).toBe(1);
    const said = `${error} ${error instanceof OpenAI.APIError ? error.code : ''}`;
    expect(said).toContain('budget_exhausted');
    expect(said).toContain(`monthly budget Trial of ${dialect} (workload hard-${dialect})`);
    expect(said).toMatch(/0\.00000010* USD/);
    expect(said).toContain('money@example.com');
  });

  it('says what is spent and when it resets once it is used up', async () => {
    const workload = `spent-${dialect}`;
    const { secret } = await weir.admin.createWorkload(workload, { approved_models: SANDBOXES });
    for (let i = 0; i < 4; i++) await ASK[dialect](secret);
    await weir.admin.calls(workload, 4, 5_000);
    const id = `used-${dialect}`;
    await limits.budget(id, { scope: { workload }, amount: '1', period: 'day', owner: 'money@example.com' });
    const { settled } = await limits.atRest(id, `workload=${workload}`);
    expect(Number(settled)).toBeGreaterThan(0);
    await weir.admin.request('PATCH', `/budgets/${id}`, { amount: settled });
    const { error, requests } = await waitFor('the refusal', 5_000, async () => {
      const failed = await failureOf(() => ASK[dialect](secret));
      return failed.error === undefined ? undefined : failed;
    });
    expect(requests).toBe(1);
    expect(error).toMatchObject({ status: 402 });
    expect(String(error)).toMatch(
      /daily budget used-\w+ \(workload spent-\w+\) does not cover this call: .* of .* USD spent/,
    );
    expect(String(error)).toMatch(/It resets on \d+ \w+ \d{4}.* 00:00 \(UTC\)\. Ask money@example\.com/);
  });

  it('never refuses when it is soft', async () => {
    const workload = `soft-${dialect}`;
    const { secret } = await weir.admin.createWorkload(workload, { approved_models: SANDBOXES });
    await limits.budget(workload, { scope: { workload }, amount: '0.000000001', mode: 'soft' });
    for (let i = 0; i < 3; i++) await ASK[dialect](secret);
    await weir.admin.calls(workload, 3, 5_000);
    // at rest is also what nothing has been told of yet
    const status = await waitFor('the budget to be exhausted', 10_000, async () => {
      const now = await limits.atRest(workload, `workload=${workload}`);
      return now.level === 'exhausted' ? now : undefined;
    });
    expect(less(status.limit, status.settled)).toBe(true);
  });
});
