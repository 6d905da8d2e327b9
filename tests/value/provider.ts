import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an answer is to have used, and the tool it calls. Sent as the text of the last message. */
export interface Wanted {
  input: number;
  output: number;
  tool?: string;
}

/** A provider of the OpenAI dialect whose answers use what the question says. */
export async function startProvider(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
    void answerTo(req).then((body) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(req: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as {
    model: string;
    messages: { content: string }[];
  };
  const { input, output, tool } = JSON.parse(asked.messages.at(-1)?.content ?? '{}') as Wanted;
  const call = { id: 'call_1', type: 'function', function: { name: tool, arguments: '{}' } };
  const message =
    tool === undefined
      ? { role: 'assistant', content: 'ok' }
      : { role: 'assistant', content: null, tool_calls: [call] };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: asked.model,
    service_tier: 'default',
    choices: [{ index: 0, message, finish_reason: tool === undefined ? 'stop' : 'tool_calls' }],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}
