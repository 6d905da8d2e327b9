import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let weir: RunningWeir;
let collector: Server;
const received = new Map<string, string>();

beforeAll(async () => {
  collector = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    req.on('end', () => {
      received.set(req.url ?? '', body);
      res.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  weir = await startWeir({
    config: [
      'log: { calls: all }',
      'telemetry:',
      `  otlp: { endpoint: "http://127.0.0.1:${port}", protocol: http/json, interval_ms: 500 }`,
    ].join('\n'),
  });
});
afterAll(async () => {
  await weir.stop();
  collector.closeAllConnections();
  collector.close();
});

const metrics = async () => {
  const headers = { authorization: `Bearer ${weir.adminToken}` };
  return (await fetch(`${weir.adminUrl}/metrics`, { headers })).text();
};

it('a call is told to Prometheus, to a collector and to the log', async () => {
  const answer = await fetch(`${weir.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${weir.sandboxKey}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-${PARENT}-01`,
    },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const callId = answer.headers.get('x-weir-call-id') ?? '';
  await answer.text();
  expect((await fetch(`${weir.adminUrl}/metrics`)).status).toBe(401);
  const counted = await waitFor('the call in the metrics', 10_000, async () => {
    const text = await metrics();
    return /^weir_calls_total\{.*status="ok"\} 1$/m.test(text) ? text : undefined;
  });
  expect(counted).toMatch(/^weir_cost_total\{.*\} 0\.\d+/m);
  expect(counted).toMatch(/^weir_worker_rss_bytes\{worker="gw-0"\} \d+/m);
  const spans = await waitFor('spans', 10_000, () => received.get('/v1/traces'));
  for (const part of ['chat gpt-4o-mini', TRACE, PARENT, callId]) expect(spans).toContain(part);
  // the first word of a collector may come before the call has landed
  await waitFor('metrics', 10_000, () =>
    received.get('/v1/metrics')?.includes('gen_ai.client.operation.duration') ? true : undefined,
  );
  const line = weir
    .output()
    .split('\n')
    .find((text) => text.includes('"msg":"call"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ call_id: callId, trace_id: TRACE, status: 'ok' });
});

it('a killed worker does not make counters fall', async () => {
  const value = (text: string) => Number(/^weir_gateway_calls_total (\d+)$/m.exec(text)?.[1]);
  // workers tell their figures once a second
  const before = await waitFor(
    'the worker to tell its calls',
    10_000,
    async () => value(await metrics()) || undefined,
  );
  weir.kill('worker');
  await waitFor(
    'the worker to be back',
    20_000,
    async () => (await fetch(`${weir.gatewayUrl}/health/ready`)).ok || undefined,
  );
  expect(value(await metrics())).toBeGreaterThanOrEqual(before);
});
