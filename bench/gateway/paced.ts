import { Agent, request } from 'node:http';
import { quantile } from './stats.ts';
import type { Endpoint } from './variants.ts';

export interface Paced {
  calls: number;
  firstByteP50Ms: number;
  firstByteP99Ms: number;
  p50Ms: number;
  p99Ms: number;
  /** Not 2xx, broken off, or without the expected end. */
  failures: number;
}

interface Outcome {
  firstByteMs: number;
  totalMs: number;
  ok: boolean;
}

/**
 * Open loop: calls leave at a steady rate whether or not earlier ones have been answered, so that a slow proxy cannot
 * slow its own load. The generator's own cost is in every figure; subtract those of `direct`.
 */
export async function pace(
  endpoint: Endpoint,
  body: string,
  perSecond: number,
  seconds: number,
  endsWith: string,
): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_024, noDelay: true } as object);
  const total = Math.round(perSecond * seconds);
  const pending: Promise<Outcome>[] = [];
  const started = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * perSecond));
      while (pending.length < due) pending.push(call(endpoint, body, agent, endsWith));
      if (pending.length < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  const outcomes = await Promise.all(pending);
  agent.destroy();
  return summaryOf(outcomes);
}

/** Closed loop: so many calls open at any time, each followed by the next, for so long. */
export async function keepOpen(
  endpoint: Endpoint,
  body: string,
  open: number,
  seconds: number,
  endsWith: string,
): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: open, noDelay: true } as object);
  const until = performance.now() + seconds * 1_000;
  const outcomes: Outcome[] = [];
  const one = async () => {
    while (performance.now() < until) outcomes.push(await call(endpoint, body, agent, endsWith));
  };
  await Promise.all(Array.from({ length: open }, one));
  agent.destroy();
  return summaryOf(outcomes);
}

function summaryOf(outcomes: readonly Outcome[]): Paced {
  const good = outcomes.filter((outcome) => outcome.ok);
  const first = good.map((outcome) => outcome.firstByteMs);
  const all = good.map((outcome) => outcome.totalMs);
  return {
    calls: outcomes.length,
    firstByteP50Ms: quantile(first, 0.5),
    firstByteP99Ms: quantile(first, 0.99),
    p50Ms: quantile(all, 0.5),
    p99Ms: quantile(all, 0.99),
    failures: outcomes.length - good.length,
  };
}

function call(endpoint: Endpoint, body: string, agent: Agent, endsWith: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const start = performance.now();
    let firstByteMs = Number.NaN;
    let tail = '';
    const finish = (ok: boolean) => resolve({ firstByteMs, totalMs: performance.now() - start, ok });
    const outgoing = request(endpoint.url, {
      method: 'POST',
      agent,
      headers: { ...endpoint.headers, 'content-length': Buffer.byteLength(body) },
    });
    outgoing.on('response', (answer) => {
      answer.on('data', (chunk: Buffer) => {
        if (Number.isNaN(firstByteMs)) firstByteMs = performance.now() - start;
        tail = (tail + chunk.toString('latin1')).slice(-64);
      });
      answer.on('end', () => finish(answer.statusCode === 200 && tail.trimEnd().endsWith(endsWith)));
      answer.on('error', () => finish(false));
    });
    outgoing.on('error', () => finish(false));
    outgoing.end(body);
  });
}
