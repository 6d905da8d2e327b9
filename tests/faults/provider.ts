import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that notes who reached it: the truth that the ledger is held against. */
export interface CountingProvider {
  url: string;
  /** `user` of every request that arrived, how often. */
  reached: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const USAGE = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 };
const CHUNKS = 4;

/** Answers in 2 to 40 ms, so that at any moment some calls are under way. */
export async function startCountingProvider(): Promise<CountingProvider> {
  const reached = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
    void answer(req, res, reached).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    reached,
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
  reached: Map<string, number>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { user: string; stream?: boolean };
  reached.set(body.user, (reached.get(body.user) ?? 0) + 1);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 38));
  await pause();
  if (body.stream !== true) {
    const message = { role: 'assistant', content: 'twelve tokens of an answer that says nothing at all' };
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(
      JSON.stringify({
        ...frame(body.user),
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: USAGE,
      }),
    );
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let i = 0; i < CHUNKS; i++) {
    const choice = { index: 0, delta: { content: 'three tokens more ' }, finish_reason: null };
    res.write(`data: ${JSON.stringify({ ...frame(body.user), choices: [choice] })}\n\n`);
    await pause();
  }
  res.write(`data: ${JSON.stringify({ ...frame(body.user), choices: [], usage: USAGE })}\n\n`);
  res.end('data: [DONE]\n\n');
}

function frame(user: string): object {
  return { id: `chatcmpl-${user}`, object: 'chat.completion', created: 1_700_000_000, model: 'gpt-4o-mini' };
}
