import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openaiCost } from '../support/prices.ts';
import { BUDGETS, type Dims, matches } from './budgets.ts';

/** A provider that keeps its own books: what it billed, by budget, in pico-dollars. */
export interface BillingProvider {
  url: string;
  billed: ReadonlyMap<string, bigint>;
  calls: number;
  close(): Promise<void>;
}

/** As gateways hold text against budgets: two bytes may be a token. */
const LEAST_BYTES_PER_TOKEN = 2;

/**
 * Bills the most that the call may cost, so that what is reserved is what is spent and the last cent of a limit can be
 * reached. A call is billed when it arrives, whether or not its client lives to hear the answer.
 */
export async function startBillingProvider(): Promise<BillingProvider> {
  const billed = new Map(BUDGETS.map(({ id }) => [id, 0n]));
  const books = { billed, calls: 0 };
  const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
    void answer(req, res, books).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    billed,
    get calls() {
      return books.calls;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  books: { billed: Map<string, bigint>; calls: number },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const body = JSON.parse(bytes.toString()) as { max_tokens: number; messages: [{ content: string }] };
  const dims = JSON.parse(body.messages[0].content) as Dims;
  const usage = {
    prompt_tokens: Math.ceil(bytes.length / LEAST_BYTES_PER_TOKEN),
    completion_tokens: body.max_tokens,
  };
  const cost = BigInt(openaiCost(dims.model as Parameters<typeof openaiCost>[0], usage).replace('.', ''));
  books.calls += 1;
  for (const budget of BUDGETS) {
    if (matches(budget, dims)) books.billed.set(budget.id, (books.billed.get(budget.id) ?? 0n) + cost);
  }
  await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 12));
  const message = { role: 'assistant', content: 'ok' };
  res.writeHead(200, { 'content-type': 'application/json' });
  res.end(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: dims.model,
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    }),
  );
}
