import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let openai: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  sandbox = await startSandbox();
  openai = new OpenAI({ apiKey: 'k', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'k', baseURL: `${sandbox.url}/anthropic`, maxRetries: 0 });
});
afterAll(() => sandbox.close());

const user = (content: string) => [{ role: 'user' as const, content }];

async function upload(lines: readonly unknown[]) {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return openai.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
}
const line = (custom_id: string, content: string) => ({
  custom_id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt-4o-mini', messages: user(content) },
});

describe('batches of OpenAI', () => {
  const create = (input_file_id: string, metadata: Record<string, string> = {}) =>
    openai.batches.create({
      input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata,
    });

  it('runs each line, shows every status, and tells results, errors and usage', async () => {
    const file = await upload([line('a', 'hello'), line('b', 'again'), line('c', 'oh [[sandbox:500]]')]);
    let batch = await create(file.id);
    const statuses = [batch.status];
    while (batch.status !== 'completed') {
      batch = await openai.batches.retrieve(batch.id);
      statuses.push(batch.status);
    }
    expect(statuses).toEqual(['validating', 'in_progress', 'finalizing', 'completed']);
    expect(batch.request_counts).toEqual({ total: 3, completed: 2, failed: 1 });
    const output = await (await openai.files.content(batch.output_file_id ?? '')).text();
    const results = output
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(results.map((result) => result.custom_id)).toEqual(['a', 'b']);
    const tokens = results.reduce((sum, result) => sum + result.response.body.usage.total_tokens, 0);
    expect(batch.usage?.total_tokens).toBe(tokens);
    const errors = await (await openai.files.content(batch.error_file_id ?? '')).text();
    expect(JSON.parse(errors)).toMatchObject({ custom_id: 'c', response: { status_code: 500 } });
  });

  it('stays in progress as long as it is told, and can be cancelled', async () => {
    const file = await upload([line('a', 'hello')]);
    const { id } = await create(file.id, { note: '[[sandbox:batch-polls=3]]' });
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await openai.batches.retrieve(id)).status);
    expect(seen).toEqual(['in_progress', 'in_progress', 'in_progress', 'finalizing']);
    const other = await create(file.id);
    expect((await openai.batches.cancel(other.id)).status).toBe('cancelling');
    expect((await openai.batches.retrieve(other.id)).status).toBe('cancelled');
  });

  it('fails a file with wrong lines, naming them', async () => {
    const file = await upload([line('a', 'x'), '{broken', line('a', 'twice')]);
    const { id } = await create(file.id);
    const failed = await openai.batches.retrieve(id);
    expect(failed.status).toBe('failed');
    expect(failed.errors?.data?.map((error) => [error.line, error.code])).toEqual([
      [2, 'invalid_json_line'],
      [3, 'duplicate_custom_id'],
    ]);
  });

  it('lists, shows and deletes files, each key its own', async () => {
    const file = await upload([line('z', 'x')]);
    expect((await openai.files.list()).data.map(({ id }) => id)).toContain(file.id);
    const other = new OpenAI({ apiKey: 'other', baseURL: openai.baseURL, maxRetries: 0 });
    await expect(other.files.retrieve(file.id)).rejects.toThrow(/No such File/);
    expect(await openai.files.delete(file.id)).toMatchObject({ deleted: true });
    await expect(openai.files.retrieve(file.id)).rejects.toThrow(/No such File/);
  });
});

describe('batches and files of Anthropic', () => {
  const requests = (...contents: string[]) =>
    contents.map((content, i) => ({
      custom_id: `r${i}`,
      params: { model: 'claude-haiku-4-5', max_tokens: 50, messages: user(content) },
    }));

  it('ends after being seen in progress, with results marked as batch', async () => {
    const made = await anthropic.messages.batches.create({ requests: requests('hi', '[[sandbox:529]]') });
    expect([made.processing_status, made.request_counts.processing]).toEqual(['in_progress', 2]);
    expect((await anthropic.messages.batches.retrieve(made.id)).processing_status).toBe('in_progress');
    const ended = await anthropic.messages.batches.retrieve(made.id);
    expect(ended).toMatchObject({
      processing_status: 'ended',
      request_counts: { succeeded: 1, errored: 1, processing: 0 },
    });
    const results = [];
    for await (const result of await anthropic.messages.batches.results(made.id)) results.push(result);
    expect(results).toMatchObject([
      { custom_id: 'r0', result: { type: 'succeeded', message: { usage: { service_tier: 'batch' } } } },
      { custom_id: 'r1', result: { type: 'errored', error: { error: { type: 'overloaded_error' } } } },
    ]);
    await anthropic.messages.batches.delete(made.id);
    await expect(anthropic.messages.batches.retrieve(made.id)).rejects.toThrow(/not found/);
  });

  it('cancels', async () => {
    const made = await anthropic.messages.batches.create({ requests: requests('hi') });
    expect((await anthropic.messages.batches.cancel(made.id)).processing_status).toBe('canceling');
    expect((await anthropic.messages.batches.retrieve(made.id)).request_counts.canceled).toBe(1);
  });

  it('takes files, and searches the web as a server tool', async () => {
    const file = await anthropic.beta.files.upload({
      file: new File(['hello'], 'note.txt', { type: 'text/plain' }),
    });
    expect(file).toMatchObject({ filename: 'note.txt', mime_type: 'text/plain', size_bytes: 5 });
    await anthropic.beta.files.delete(file.id);
    const ask = {
      model: 'claude-sonnet-4-6',
      max_tokens: 400,
      messages: user('News on freight rates'),
      tools: [{ type: 'web_search_20250305' as const, name: 'web_search' as const }],
    };
    const unary = await anthropic.messages.create(ask);
    expect(unary.content.map(({ type }) => type)).toEqual([
      'server_tool_use',
      'web_search_tool_result',
      'text',
    ]);
    const streamed = await anthropic.messages.stream(ask).finalMessage();
    expect([unary.usage.server_tool_use, streamed.usage.server_tool_use]).toMatchObject([
      { web_search_requests: 1 },
      { web_search_requests: 1 },
    ]);
  });

  it('refuses and truncates on demand', async () => {
    const ask = (fault: string) =>
      anthropic.messages
        .stream(
          { model: 'claude-haiku-4-5', max_tokens: 400, messages: user('hello') },
          { headers: { 'x-sandbox-fault': fault } },
        )
        .finalMessage();
    expect((await ask('refuse')).stop_reason).toBe('refusal');
    expect((await ask('truncate')).stop_reason).toBe('max_tokens');
  });
});
