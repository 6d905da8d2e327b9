import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from '../support/processes.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const UNARY = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What does a weir do?' }] };

let dir: string;
let weir: RunningWeir;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'weir-reload-'));
  writeConfig('gateway: { drain_ms: 20000 }');
  weir = await startWeir({ dir, workers: 2 });
});
afterEach(async () => {
  await weir.stop();
  rmSync(dir, { recursive: true, force: true });
});

function writeConfig(text: string): void {
  writeFileSync(join(dir, 'weir.yaml'), `${text}\n`);
}

/** Keep-alive clients that call one after the other until told to stop; every way to fail is noted. */
class Load {
  calls = 0;
  readonly failures: string[] = [];
  private stopped = false;
  private readonly agent = new Agent({ connections: 16, keepAliveTimeout: 10_000 });
  private readonly running: Promise<void>[];

  constructor(clients: number) {
    this.running = Array.from({ length: clients }, (_, i) => this.client(i % 2 === 1));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
    await this.agent.close();
  }

  private async client(stream: boolean): Promise<void> {
    while (!this.stopped) {
      try {
        const answer = await request(`${weir.gatewayUrl}/v1/chat/completions`, {
          method: 'POST',
          dispatcher: this.agent,
          headers: { authorization: `Bearer ${weir.sandboxKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ ...UNARY, stream }),
        });
        const text = await answer.body.text();
        const whole = stream ? text.trimEnd().endsWith('data: [DONE]') : text.includes('"usage"');
        if (answer.statusCode !== 200 || !whole)
          this.failures.push(`${answer.statusCode} ${text.slice(-200)}`);
      } catch (error) {
        this.failures.push(String((error as Error).cause ?? error));
      }
      this.calls += 1;
      await sleep(5);
    }
  }
}

interface Outcome {
  ok: boolean;
  at: string;
  message?: string;
  restarted?: string[];
}

async function reload(signal: 'SIGHUP' | 'SIGUSR2' = 'SIGHUP'): Promise<Outcome> {
  const read = (): Outcome | undefined => {
    try {
      return JSON.parse(readFileSync(join(dir, 'run/reload.json'), 'utf8')) as Outcome;
    } catch {
      return undefined;
    }
  };
  const before = read()?.at;
  process.kill(weir.supervisor, signal);
  return waitFor('the reload', 60_000, () => {
    const outcome = read();
    return outcome !== undefined && outcome.at !== before ? outcome : undefined;
  });
}

it('goes over to another configuration twice under load without a failed call', async () => {
  const before = weir.pids('worker');
  const load = new Load(8);
  await waitFor('calls', 10_000, () => (load.calls > 40 ? true : undefined));
  writeConfig('gateway: { drain_ms: 20000, max_body_bytes: 200 }');
  expect(await reload()).toMatchObject({ ok: true, restarted: ['worker'] });
  const between = load.calls;
  writeConfig('gateway: { drain_ms: 20000 }\nlog: { calls: all }');
  expect(await reload('SIGUSR2')).toMatchObject({ ok: true, restarted: ['worker', 'control'] });
  await waitFor('more calls', 10_000, () => (load.calls > between + 40 ? true : undefined));
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(load.calls).toBeGreaterThan(100);
  const after = weir.pids('worker');
  expect(after).toHaveLength(2);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  await waitFor('a line of a call', 5_000, () => (/"msg":"call"/.test(weir.output()) ? true : undefined));
});

it('takes the new settings over, and keeps the old ones when the file has a fault', async () => {
  const long = { ...UNARY, messages: [{ role: 'user', content: 'x'.repeat(400) }] };
  const status = async () => {
    const answer = await request(`${weir.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${weir.sandboxKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(long),
    });
    await answer.body.text();
    return answer.statusCode;
  };
  expect(await status()).toBe(200);
  writeConfig('gateway: { max_body_bytes: 200 }');
  await reload();
  expect(await status()).toBe(413);
  const workers = weir.pids('worker');
  writeConfig('gateway: { max_body_bites: 100000 }');
  expect(await reload()).toMatchObject({ ok: false, message: expect.stringContaining('max_body_bytes') });
  writeConfig('gateway: { tls: { cert_file: /nowhere.pem, key_file: /nowhere.pem } }');
  expect(await reload()).toMatchObject({
    ok: false,
    message: expect.stringContaining('gateway.tls.cert_file'),
  });
  expect(weir.pids('worker')).toEqual(workers);
  expect(await status()).toBe(413);
});

it('lets calls in flight end at SIGTERM', async () => {
  const answer = await request(`${weir.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${weir.sandboxKey}`,
      'content-type': 'application/json',
      'x-sandbox-latency-ms': '300',
    },
    body: JSON.stringify({ ...UNARY, stream: true, max_tokens: 400 }),
  });
  expect(answer.statusCode).toBe(200);
  process.kill(weir.supervisor, 'SIGTERM');
  const text = await answer.body.text();
  expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  await waitFor('the end', 20_000, () => (isAlive(weir.supervisor) ? undefined : true));
  expect(await weir.stop()).toBe(0);
});
