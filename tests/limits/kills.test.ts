import { connect } from 'node:net';
import type { CallSummary, Kill, Page } from '@weir/core/contract';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isZero, Limits, SAY } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { WorkerCalls } from '../support/worker-calls.ts';

const WORKERS = 2;
const ROUNDS = 20;
const PROMISED_MS = 1_000;
let weir: RunningWeir;
let limits: Limits;

beforeAll(async () => {
  weir = await startWeir({ workers: WORKERS });
  limits = new Limits(weir);
});
afterAll(async () => {
  await weir?.stop();
});

const kill = (target: string, subject: string) =>
  limits.cliJson<Kill>(['kill', target, subject, '--reason', 'a loop at night']);
const end = (id: string) => limits.cliJson<Kill>(['kill', 'end', id]);

describe('a kill switch', () => {
  it('stops a workload on every worker within a second, and lets it go on within one', async () => {
    const { secret } = await weir.admin.createWorkload('runaway');
    const other = await weir.admin.createWorkload('bystander');
    const everyWorker = await WorkerCalls.open(weir.gatewayUrl, secret, WORKERS);
    const stopped: number[] = [];
    const resumed: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const { id } = await kill('workload', 'runaway');
        stopped.push(await everyWorker.until(403, PROMISED_MS));
        if (round === 0) expect((await limits.chat(other.secret)).status).toBe(200);
        await end(id);
        resumed.push(await everyWorker.until(200, PROMISED_MS));
      }
    } finally {
      everyWorker.close();
    }
    console.log(
      `kill switch, ${ROUNDS} rounds, ${WORKERS} workers: stops within ${Math.max(...stopped).toFixed(0)} ms, lets go on within ${Math.max(...resumed).toFixed(0)} ms of the answer`,
    );
    expect(Math.max(...stopped, ...resumed)).toBeLessThan(PROMISED_MS);
    const refused = await waitFor('a refusal in the ledger', 10_000, async () => {
      const path = '/calls?filter=workload=runaway&filter=status=refused&sandbox=include&limit=1';
      return (await weir.admin.get<Page<CallSummary>>(path)).data[0];
    });
    expect(refused).toMatchObject({ error_code: 'stopped_by_operator', cost: '0.000000000000' });
  });

  it('cuts a stream that runs, charges what it used and frees what it held', async () => {
    const { secret } = await weir.admin.createWorkload('streaming');
    await limits.budget('streaming', { scope: { workload: 'streaming' }, amount: '1' });
    const client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 2 });
    const { data, response } = await client.chat.completions
      .create({
        model: 'gpt-4o',
        stream: true,
        max_tokens: 4_000,
        messages: [{ role: 'user', content: 'Go on. [[sandbox:tokens=2000;slow ms=30]]' }],
      })
      .withResponse();
    let text = '';
    let thrown: Kill | undefined;
    let cutAfterMs = 0;
    const failure = await (async () => {
      for await (const chunk of data) {
        text += chunk.choices[0]?.delta.content ?? '';
        if (text.length < 100 || thrown !== undefined) continue;
        expect(isZero((await limits.status('streaming')).leased)).toBe(false);
        thrown = await kill('workload', 'streaming');
        cutAfterMs = performance.now();
      }
    })().catch((error: unknown) => error);
    cutAfterMs = performance.now() - cutAfterMs;
    expect(failure).toBeInstanceOf(OpenAI.APIError);
    expect(String(failure)).toContain('operator');
    expect(cutAfterMs).toBeLessThan(PROMISED_MS);
    const call = await weir.admin.call(response.headers.get('x-weir-call-id') ?? '', 5_000);
    expect(call).toMatchObject({ status: 'upstream_error', estimated: true, stream: true });
    expect(Number(call.cost)).toBeGreaterThan(0);
    expect(Number(call.cost)).toBeLessThan(Number(call.reserved_cost));
    expect(call.usage['output_tokens']).toBeGreaterThan(text.length / 10);
    expect(call.usage['output_tokens']).toBeLessThan(1_900);
    const { settled } = await limits.atRest('streaming', 'workload=streaming');
    expect(settled).toBe(call.cost);
    await end(thrown?.id ?? '');
  });

  it('ends a realtime session, and says who did', async () => {
    const { secret } = await weir.admin.createWorkload('talking');
    const client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
    // the client insists on wss; without TLS in front of Weir its bytes go over plain TCP
    const { hostname, port } = new URL(weir.gatewayUrl);
    const options = { createConnection: () => connect(Number(port), hostname) } as object;
    const talk = new OpenAIRealtimeWS({ model: 'gpt-realtime', options }, client);
    const errors: string[] = [];
    talk.on('error', ({ message }) => errors.push(message));
    const closed = new Promise<number>((resolve) => talk.socket.once('close', resolve));
    await new Promise<void>((resolve, reject) => {
      talk.on('session.created', () => resolve());
      talk.socket.once('error', reject);
    });
    const { id } = await kill('workload', 'talking');
    expect(await closed).toBe(1008);
    expect(errors.join()).toContain('stopped by an operator: a loop at night');
    const [session] = await weir.admin.calls('talking', 1, 5_000);
    expect(session).toMatchObject({ operation: 'realtime', error_code: 'stopped_by_operator' });
    await end(id);
  });

  it('stops one task, one key, one provider, and everything', async () => {
    const { secret, id: key } = await weir.admin.createWorkload('targets');
    const second = await weir.admin.post<{ secret: string }>('/keys', { workload: 'targets' });
    await weir.admin.keyKnown(second.secret);
    const task = (name: string) => limits.chat(secret, {}, { 'x-weir-task': name });
    const becomes = (status: number, call: () => Promise<{ status: number }>) =>
      waitFor(`status ${status}`, PROMISED_MS, async () => {
        // both workers, most likely: each call comes by a connection of its own or a pooled one
        const answers = await Promise.all(Array.from({ length: 6 }, call));
        return answers.every((one) => one.status === status) ? true : undefined;
      });
    const during = async (line: string[], check: () => Promise<void>) => {
      const { id } = await limits.cliJson<Kill>(['kill', ...line, '--reason', 'trial']);
      await check();
      await end(id);
      await becomes(200, () => task('one'));
    };

    await during(['task', 'targets/one'], async () => {
      await becomes(403, () => task('one'));
      expect((await task('two')).status).toBe(200);
    });
    await during(['key', key], async () => {
      await becomes(403, () => limits.chat(secret));
      expect((await limits.chat(second.secret)).status).toBe(200);
    });
    await during(['provider', 'sandbox-openai'], async () => {
      await becomes(403, () => limits.chat(secret));
      expect((await limits.chat(secret, { model: 'claude-haiku-4-5' })).status).toBe(200);
    });
    await during(['everything'], async () => {
      await becomes(403, () => limits.chat(second.secret));
      await becomes(403, () => limits.chat(secret, { model: 'claude-haiku-4-5', messages: SAY }));
    });
  });
});
