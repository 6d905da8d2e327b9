import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPriceBook } from '@weir/core/pricing';
import { loadCatalog } from '../../platform/catalog.ts';
import { systemClock } from '../../platform/clock.ts';
import { configSchema } from '../../platform/config/schema.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { platformOf } from '../../providers/platforms/index.ts';
import { catalogModels } from '../catalog-models.ts';
import { createGateway } from '../gateway.ts';
import type { Gateway, GatewayOptions } from '../ports.ts';
import { createGatewayServer } from '../server.ts';
import { limitsWith, MemoryBudgets } from './memory-budgets.ts';
import { MemorySpool } from './memory-spool.ts';
import { PROVIDER_SECRET, SECRET, type StateOptions, testState } from './state.ts';
import { Upstream } from './upstream.ts';

const catalog = loadCatalog();
export const book = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });

/** What `gateway:` of weir.yaml would say. */
export interface Settings {
  timeouts?: Partial<GatewayOptions['config']['timeouts']>;
  retries?: Partial<GatewayOptions['config']['retries']>;
  client_abort?: Partial<GatewayOptions['config']['client_abort']>;
  max_body_bytes?: number;
  drain_ms?: number;
  cors?: Partial<GatewayOptions['config']['cors']>;
  overload?: Partial<GatewayOptions['config']['overload']>;
  trusted_proxies?: string[];
  allowed_clients?: string[];
  passthrough?: 'deny' | 'allow';
}

export interface Setup extends Omit<StateOptions, 'upstreamUrl'> {
  settings?: Settings;
  /** Instead of the upstream double. */
  upstreamUrl?: string;
  options?: Partial<GatewayOptions>;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The connection broke before the answer was complete. */
  broken: boolean;
}

/** A gateway with an upstream double, over loopback. */
export class Harness {
  readonly upstream = new Upstream();
  readonly spool = new MemorySpool();
  readonly budgets = new MemoryBudgets();
  readonly logged: string[] = [];
  url = '';
  private made: { gateway: Gateway; server: Server } | undefined;

  async start({ settings = {}, upstreamUrl, options, ...state }: Setup = {}): Promise<this> {
    const own = await this.upstream.start();
    const config = configSchema.parse({
      gateway: { ...settings, retries: { backoff_ms: 1, ...settings.retries } },
    }).gateway;
    const admission = testState({ ...state, upstreamUrl: upstreamUrl ?? own });
    const note = (fields: object, message?: string) => {
      this.logged.push(`${message} ${JSON.stringify(fields)} ${String((fields as { err?: unknown }).err)}`);
    };
    const gateway = createGateway({
      config,
      state: () => admission,
      spool: this.spool,
      limits: limitsWith(this.budgets),
      priceBook: () => book,
      models: catalogModels(catalog.models, catalog.list, () => book, systemClock),
      clock: systemClock,
      id: createUuidV7(systemClock),
      log: { warn: note, error: note },
      platforms: platformOf,
      env: { PROVIDER_KEY: PROVIDER_SECRET },
      random: () => 0,
      ...options,
    });
    const server = createGatewayServer(gateway, { config });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.made = { gateway, server };
    return this;
  }

  get gateway(): Gateway {
    if (this.made === undefined) throw new Error('the harness has not started');
    return this.made.gateway;
  }

  async stop(): Promise<void> {
    this.spool.release();
    this.made?.server.closeAllConnections();
    await new Promise((resolve) => this.made?.server.close(resolve) ?? resolve(undefined));
    await this.upstream.stop();
    await this.gateway.close();
  }

  chat(body: object = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.post('/v1/chat/completions', { ...CHAT, ...body }, headers);
  }

  message(body: object = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.post('/v1/messages', { ...MESSAGE, ...body }, headers);
  }

  post(path: string, body: object | string | Buffer, headers: Record<string, string> = {}): Promise<Reply> {
    const bytes = Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const { reply } = this.open(
      'POST',
      path,
      {
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/json',
        'content-length': String(bytes.length),
        ...headers,
      },
      bytes,
    );
    return reply;
  }

  get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
    return this.open(method, path, headers).reply;
  }

  /** A request one can watch and break off. */
  open(method: string, path: string, headers: Record<string, string>, body?: string | Buffer) {
    const req = request(`${this.url}${path}`, { method, headers, agent: false });
    const chunks: Buffer[] = [];
    const reply = new Promise<Reply>((resolve, reject) => {
      req.on('error', reject);
      req.on('response', (res) => {
        const done = (broken: boolean) =>
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks), broken });
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => done(false));
        res.on('error', () => done(true));
      });
    });
    if (method === 'POST') req.end(body);
    else req.end();
    return { req, reply, received: () => Buffer.concat(chunks) };
  }

  /** Waits for something the test knows must happen. */
  async until(what: () => boolean, ms = 5_000): Promise<void> {
    const end = Date.now() + ms;
    while (!what()) {
      if (Date.now() > end) throw new Error(`did not happen within ${ms} ms: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

export const CHAT = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }] };
export const MESSAGE = {
  model: 'claude-sonnet-4-5',
  max_tokens: 256,
  messages: [{ role: 'user', content: 'Say hello.' }],
};

export function json(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.body.toString()) as Record<string, unknown>;
}
