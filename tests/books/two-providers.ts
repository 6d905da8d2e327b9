import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicReport } from './anthropic-report.ts';
import type { Billed, Books } from './books.ts';
import { openaiReport } from './openai-report.ts';

/** A call as a provider meters it. */
export interface Metered {
  model: string;
  quantities: Readonly<Record<string, number>>;
}

export interface TwoProviders {
  url: string;
  /** Seats as GitHub tells them. */
  seats: object[];
  close(): Promise<void>;
}

const WINDOW = { input: 1_200, cached: 800, written: 400, output: 300 };
const OPENAI_NAMES: Readonly<Record<string, string>> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-5-mini': 'gpt-5-mini-2025-08-07',
};
const ANTHROPIC_NAMES: Readonly<Record<string, string>> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-sonnet-4-6': 'claude-sonnet-4-6',
};

/**
 * OpenAI, Anthropic and GitHub on one port: they answer calls with usage, write down what they bill for it, and tell
 * that by their reporting APIs. `now` is the time they live at.
 */
export async function startTwoProviders(books: Books, now: () => Date): Promise<TwoProviders> {
  const seats: object[] = [];
  const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
    void answer(req, res).catch((error: unknown) => {
      send(res, { error: { message: String(error) } }, 500);
    });
  });
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://provider');
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    if (url.pathname === '/v1/chat/completions') send(res, completion(bill(text)));
    else if (url.pathname === '/v1/messages') send(res, message(bill(text)));
    else if (url.pathname.startsWith('/v1/organization/')) send(res, openaiReport(url, books));
    else if (url.pathname.startsWith('/v1/organizations/')) send(res, anthropicReport(url, books));
    else if (url.pathname.endsWith('/copilot/billing/seats'))
      send(res, {
        total_seats: seats.length,
        seats: url.searchParams.get('page') === '1' ? seats : [],
      });
    else send(res, { error: { message: `there is no ${url.pathname}` } }, 404);
  }
  function bill(text: string): Metered {
    const { model } = JSON.parse(text) as { model: string };
    const day = now().toISOString().slice(0, 10);
    const openai = OPENAI_NAMES[model];
    const dated = openai ?? ANTHROPIC_NAMES[model] ?? model;
    const provider = openai === undefined ? 'anthropic' : 'openai';
    const quantities: Metered['quantities'] =
      provider === 'openai'
        ? { input_tokens: WINDOW.input, cache_read_tokens: WINDOW.cached, output_tokens: WINDOW.output }
        : {
            input_tokens: WINDOW.input,
            cache_read_tokens: WINDOW.cached,
            cache_write_tokens: WINDOW.written,
            output_tokens: WINDOW.output,
          };
    const project = provider === 'openai' ? 'proj_app' : 'wrkspc_app';
    books.bill({ provider, project, day, model: dated, quantities, requests: 1 } satisfies Billed);
    return { model: dated, quantities };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seats,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function completion({ model, quantities }: Metered): object {
  const { input_tokens = 0, cache_read_tokens = 0, output_tokens = 0 } = quantities;
  const prompt_tokens = input_tokens + cache_read_tokens;
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    service_tier: 'default',
    choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens,
      completion_tokens: output_tokens,
      total_tokens: prompt_tokens + output_tokens,
      prompt_tokens_details: { cached_tokens: cache_read_tokens },
    },
  };
}

function message({ model, quantities }: Metered): object {
  const { input_tokens, cache_read_tokens, cache_write_tokens, output_tokens } = quantities;
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: 'ok' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens,
      cache_read_input_tokens: cache_read_tokens,
      cache_creation_input_tokens: cache_write_tokens,
      cache_creation: { ephemeral_5m_input_tokens: cache_write_tokens, ephemeral_1h_input_tokens: 0 },
      output_tokens,
      service_tier: 'standard',
    },
  };
}

function send(res: ServerResponse, body: object, status = 200): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
