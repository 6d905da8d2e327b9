import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dims, draw } from './budgets.ts';

export interface Tally {
  /** Answers by status; 0 for connections that broke. */
  statuses: Map<number, number>;
  /** First refusal of each budget, by the name the refusal gives. */
  refused: Map<string, string>;
}

/** A client gives up a round after so many refusals in a row: whatever it draws is refused by then. */
const REFUSALS_TO_STOP = 8;
const MAX_TOKENS = 20;
const GIVE_UP_MS = 20_000;
const PAUSE_AFTER_FAULT_MS = 40;

/** Each client calls, whatever it draws, through one gateway after the other, until all it tries is refused. */
export async function spendUntilRefused(
  clients: number,
  gateways: readonly string[],
  keyOf: (workload: string) => string,
  deadline: number,
): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const tally: Tally = { statuses: new Map(), refused: new Map() };
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      let refusals = 0;
      for (let n = client; refusals < REFUSALS_TO_STOP && performance.now() < deadline; n += 1) {
        const dims = draw(Math.random);
        const gateway = gateways[n % gateways.length] ?? '';
        const { status, text } = await call(agent, gateway, keyOf(dims.workload), dims);
        tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
        if (status === 402) {
          refusals += 1;
          const name = /budget (\S+)/.exec(text)?.[1] ?? 'unnamed';
          if (!tally.refused.has(name)) tally.refused.set(name, text);
        } else refusals = 0;
        if (status !== 200 && status !== 402) await sleep(PAUSE_AFTER_FAULT_MS);
      }
    }),
  );
  agent.destroy();
  return tally;
}

function call(
  agent: Agent,
  gateway: string,
  key: string,
  dims: Dims,
): Promise<{ status: number; text: string }> {
  const body = JSON.stringify({
    model: dims.model,
    user: dims.user,
    max_tokens: MAX_TOKENS,
    messages: [{ role: 'user', content: JSON.stringify(dims) }],
  });
  return new Promise((resolve) => {
    let text = '';
    let status = 0;
    const done = () => resolve({ status, text });
    const req = request(
      `${gateway}/v1/chat/completions`,
      {
        method: 'POST',
        agent,
        timeout: GIVE_UP_MS,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-weir-customer': dims.customer,
          'x-weir-tag-tenant': dims.tenant,
        },
      },
      (res) => {
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => {
          text += chunk;
        });
        res.on('end', () => {
          status = res.complete ? (res.statusCode ?? 0) : 0;
        });
        res.on('error', done);
        res.on('close', done);
      },
    );
    req.on('timeout', () => req.destroy());
    req.on('error', done);
    req.end(body);
  });
}
