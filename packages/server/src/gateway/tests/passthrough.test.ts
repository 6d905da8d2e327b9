import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, json } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

const auth = { authorization: `Bearer ${SECRET}` };

function answers(body: object) {
  weir.upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };
}

describe('paths of a provider that Weir does not know [30]', () => {
  it('are refused by default, on record, in the dialect, with the setting that allows them', async () => {
    await weir.start();
    const reply = await weir.post('/openai/v1/fancy/new', { model: 'gpt-4o-mini' });
    expect([reply.status, reply.headers['x-weir-error']]).toEqual([403, 'passthrough_forbidden']);
    expect(reply.body.toString()).toContain('gateway.passthrough');
    expect(weir.spool.call).toMatchObject({ status: 'refused', operation: 'passthrough', charges: [] });
    expect(json(await weir.post('/anthropic/v1/fancy', {}))).toMatchObject({ type: 'error' });
    expect((await weir.get('/gemini/v1beta/fancy', auth)).status).toBe(403);
    expect((await weir.get('/openai/v1/fancy', {})).status).toBe(401);
    expect((await weir.get('/openai/v1/models', auth)).status).toBe(200);
    expect((await weir.get('/openai/v1/chat/completions', auth)).status).toBe(405);
    expect(weir.upstream.seen).toHaveLength(0);
  });

  it('are attributed, held against the budget and charged like any other where they are allowed', async () => {
    await weir.start({ settings: { passthrough: 'allow' } });
    answers({ usage: { prompt_tokens: 1_000, completion_tokens: 100 }, model: 'gpt-4o-mini' });
    const reply = await weir.post('/openai/v1/fancy/new?x=1', { model: 'gpt-4o-mini', max_tokens: 100 });
    expect(reply.status).toBe(200);
    expect(weir.upstream.last).toMatchObject({ method: 'POST', url: '/v1/fancy/new?x=1' });
    // $0.15 and $0.60 per million
    expect(weir.spool.call).toMatchObject({
      operation: 'passthrough',
      cost: '0.000210000000',
      estimated: false,
      tags: { workload: 'support-bot' },
    });
    weir.budgets.limit = weir.budgets.settled;
    expect((await weir.post('/openai/v1/fancy/new', { model: 'gpt-4o-mini' })).status).toBe(402);
  });

  it('are charged an estimate, and flagged, when neither model nor usage is known', async () => {
    await weir.start({ settings: { passthrough: 'allow' } });
    answers({ anything: 'x'.repeat(400) });
    await weir.post('/anthropic/v1/fancy', { words: 'y'.repeat(400) });
    expect(weir.spool.call).toMatchObject({ estimated: true, priced: false, provider: 'anthropic' });
    expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
  });

  it('keep their method, and reading costs nothing', async () => {
    await weir.start({ settings: { passthrough: 'allow' } });
    answers({ object: 'list' });
    expect((await weir.get('/openai/v1/fancy', auth)).status).toBe(200);
    expect(weir.upstream.last.method).toBe('GET');
    expect((await weir.get('/openai/v1/fancy/1', auth, 'DELETE')).status).toBe(200);
    expect(weir.upstream.last.method).toBe('DELETE');
    // on record all the same: somebody may ask who took what
    expect(weir.spool.ends.map(({ operation, charges, cost }) => [operation, charges, cost])).toEqual([
      ['passthrough', [], '0.000000000000'],
      ['passthrough', [], '0.000000000000'],
    ]);
    expect(weir.budgets.open).toBe(0);
  });

  it('stream whatever they stream', async () => {
    await weir.start({ settings: { passthrough: 'allow' } });
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end('data: {"a":1}\n\ndata: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\n');
    };
    const reply = await weir.post('/openai/v1/fancy', { model: 'gpt-4o-mini', stream: true });
    expect(reply.body.toString()).toBe(
      'data: {"a":1}\n\ndata: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\n',
    );
    expect(weir.spool.call).toMatchObject({ status: 'ok', estimated: false, usage: { output_tokens: 5 } });
  });
});

describe('paths that servers read in different ways', () => {
  it.each([
    '/openai/v1/files/file-1/',
    '/openai/v1//files/file-1',
    '/openai/v1/./files/file-1',
    '/openai/v1/x/../files/file-1',
    '/openai/v1/%66iles/file-1',
    '/openai/v1/Files/file-1',
    '/openai/v1/..%2f..%2fadmin',
    '/openai/v1/../../admin',
    '/openai/v1/files;a=b/file-1',
    '/openai/v1/organization/admin_api_keys',
    '/openai/v1/vector_stores',
    '/openai/v1/models/ft-1',
    '/openai/v1/Chat/Completions',
  ])('are never passed on: %s', async (path) => {
    await weir.start({ settings: { passthrough: 'allow' } });
    for (const method of ['GET', 'DELETE']) {
      const { reply } = weir.open(method, path, { authorization: `Bearer ${SECRET}` });
      expect((await reply).status).toBeGreaterThanOrEqual(400);
    }
    expect(weir.upstream.seen).toHaveLength(0);
  });
});
