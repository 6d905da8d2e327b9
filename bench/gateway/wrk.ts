import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Endpoint } from './variants.ts';

export interface Saturation {
  calls: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 2xx, and socket errors. */
  failures: number;
}

const run = promisify(execFile);

/** Closed loop, 32 connections unless said: as many calls as the proxy can take. */
export async function saturate(
  dir: string,
  endpoint: Endpoint,
  body: string,
  seconds: number,
  connections = 32,
): Promise<Saturation> {
  const script = join(dir, 'post.lua');
  const headers = Object.entries(endpoint.headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  writeFileSync(
    script,
    `wrk.method = "POST"
wrk.body = [==[${body}]==]
${headers.join('\n')}
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nRESULT {"calls":%d,"us":%d,"p50":%d,"p99":%d,"failures":%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99),
    e.status + e.connect + e.read + e.write + e.timeout))
end
`,
  );
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '-s',
    script,
    endpoint.url,
  ]);
  const result = /RESULT (\{.*\})/.exec(stdout)?.[1];
  if (result === undefined) throw new Error(`wrk said nothing of use:\n${stdout}`);
  const { calls, us, p50, p99, failures } = JSON.parse(result) as Record<
    'calls' | 'us' | 'p50' | 'p99' | 'failures',
    number
  >;
  return { calls, perSecond: (calls * 1e6) / us, p50Ms: p50 / 1e3, p99Ms: p99 / 1e3, failures };
}
