import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Status } from '@weir/core/contract';
import { freePorts } from '../../tests/support/ports.ts';
import { startWeir } from '../../tests/support/weir.ts';
import { type Nginx, startProxy } from './nginx.ts';
import { HOLD_MODEL, SLOW_MODEL, STREAM_MODEL, UNARY_MODEL } from './payloads.ts';
import { OTHER_CORES, PROXY_CORE, pin, start } from './processes.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SECRET = 'sk-bench';

/** One thing to measure: where to send calls, and which processes pay for them. */
export interface Variant {
  name: string;
  unary: Endpoint;
  stream: Endpoint;
  /** The processes that stand in the call path. */
  proxy: number[];
  /** Processes beside it, shown apart (Weir's control: ledger writer, budgets, admin API). */
  beside: number[];
  /** What is switched on, for the report. */
  note: string;
  stop(): Promise<void>;
}

export interface Endpoint {
  url: string;
  headers: Record<string, string>;
}

const bearer = (secret: string) => ({
  authorization: `Bearer ${secret}`,
  'content-type': 'application/json',
});

export function direct(upstream: Nginx): Variant {
  return {
    name: 'direct',
    unary: { url: `${upstream.url}/v1/chat/completions`, headers: bearer(SECRET) },
    stream: { url: `${upstream.url}/stream/v1/chat/completions`, headers: bearer(SECRET) },
    proxy: [],
    beside: [],
    note: 'no proxy',
    stop: async () => undefined,
  };
}

export async function nginx(dir: string, upstream: Nginx): Promise<Variant> {
  const [port = 0] = await freePorts(1);
  const proxy = await startProxy(dir, port, Number(new URL(upstream.url).port));
  pin(proxy.workers, String(PROXY_CORE));
  return {
    ...direct({ ...upstream, url: proxy.url }),
    name: 'nginx',
    proxy: proxy.workers,
    note: 'proxy_pass, keep-alive, buffering off, 1 worker',
    stop: proxy.stop,
  };
}

/** The floor for anything written in Node: no key, no attribution, no metering. */
export async function bare(upstream: Nginx): Promise<Variant> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const child = await start(
    process.execPath,
    [join(HERE, 'bare-proxy.mjs'), String(port), upstream.url, '/v1'],
    url,
  );
  pin([child.pid], String(PROXY_CORE));
  const endpoint = { url: `${url}/v1/chat/completions`, headers: bearer(SECRET) };
  return {
    name: 'bare',
    unary: endpoint,
    stream: { ...endpoint, headers: { ...endpoint.headers, 'x-bench-base': '/stream/v1' } },
    proxy: [child.pid],
    beside: [],
    note: 'node:http + undici dispatch, nothing else, 1 process',
    stop: child.stop,
  };
}

export async function portkey(upstream: Nginx): Promise<Variant> {
  const script = join(HERE, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(script)) {
    process.stderr.write('Installing @portkey-ai/gateway into bench/gateway ...\n');
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: HERE,
      stdio: 'ignore',
    });
  }
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const child = await start(process.execPath, [script, `--port=${port}`, '--headless'], url, {
    NODE_ENV: 'production',
    TRUSTED_CUSTOM_HOSTS: '127.0.0.1',
  });
  pin([child.pid], String(PROXY_CORE));
  const endpoint = (base: string): Endpoint => ({
    url: `${url}/v1/chat/completions`,
    headers: {
      ...bearer(SECRET),
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstream.url}${base}`,
    },
  });
  return {
    name: 'portkey',
    unary: endpoint('/v1'),
    stream: endpoint('/stream/v1'),
    proxy: [child.pid],
    beside: [],
    note: '@portkey-ai/gateway 1.15.2, locked dependencies, 1 process',
    stop: child.stop,
  };
}

/** The built product as `weir up` runs it: control with registry, ledger and writer, a budget. Pinned when it has one worker. */
export async function weir(upstream: Nginx, workerCount = 1): Promise<Variant> {
  const provider = (id: string, base: string, model: string) =>
    `  - { id: ${id}, dialect: openai, base_url: "${upstream.url}${base}", secret_env: BENCH_API_KEY, price_provider: openai, models: ["${model}"] }`;
  const running = await startWeir({
    workers: workerCount,
    env: { BENCH_API_KEY: SECRET, WEIR_LOG_LEVEL: 'warn' },
    config: [
      'providers:',
      provider('bench-unary', '/v1', UNARY_MODEL),
      provider('bench-stream', '/stream/v1', STREAM_MODEL),
      provider('bench-slow', '/slow/v1', SLOW_MODEL),
      provider('bench-hold', '/hold/v1', HOLD_MODEL),
      '',
    ].join('\n'),
  });
  const key = await running.admin.createWorkload('bench', {
    approved_models: [],
    budget: { amount: '1000000', currency: 'USD', period: 'month' },
  });
  const status = await running.admin.get<Status>('/status');
  const workers = status.workers.map((worker) => worker.pid);
  const control = running.pids('control');
  if (workerCount === 1) pin(workers, String(PROXY_CORE));
  if (workerCount === 1) pin([...control, ...running.pids('sandbox'), running.supervisor], OTHER_CORES);
  const endpoint = { url: `${running.gatewayUrl}/v1/chat/completions`, headers: bearer(key.secret) };
  return {
    name: 'weir',
    unary: endpoint,
    stream: endpoint,
    proxy: workers,
    beside: control,
    note: `weir up, ${workerCount} worker(s): key, attribution, budget reservation, pricing, spool (fsync interval), ledger writer`,
    stop: async () => {
      await running.stop();
    },
  };
}
