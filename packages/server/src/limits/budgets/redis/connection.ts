import { createHash } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import { Redis } from 'ioredis';

/** Longest wait between two attempts to connect. */
const MAX_RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 1_000;
/** A command without an answer for so long has failed. */
export const COMMAND_MS = 1_000;
/** A connection that owes an answer for so long is dead. */
const SILENCE_MS = 3_000;
const HEARTBEAT_MS = 500;

export interface Script {
  readonly text: string;
  readonly sha: string;
}

export function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

export interface ConnectionOptions {
  /** `redis://` or `rediss://` with user, password and database number as usual. */
  readonly url: string;
  /** Loaded on every connect. */
  readonly scripts: readonly Script[];
  /** Channels to listen on. */
  readonly channels: readonly string[];
  readonly heard: (message: string) => void;
  /** The connection is there, again. */
  readonly ready: () => void;
  /** Trouble, for logs; names host and port, never credentials. */
  readonly trouble: (error: Error) => void;
}

/**
 * Two connections to Redis or Valkey, one for scripts and one that listens. Nothing is queued while they are down,
 * nothing is sent twice, every command has a deadline, they reconnect for ever.
 */
export class Connection {
  private readonly options: ConnectionOptions;
  private readonly commands: Redis;
  private readonly listener: Redis;
  private readonly heartbeat: NodeJS.Timeout;
  private answering = false;
  private closed = false;
  private underWay = 0;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.commands = client(options.url, options.trouble);
    this.listener = client(options.url, options.trouble);
    this.commands.on('ready', () => void this.begin());
    this.commands.on('close', () => {
      this.answering = false;
    });
    this.listener.on('ready', () => {
      if (options.channels.length > 0) this.listener.subscribe(...options.channels).catch(options.trouble);
    });
    this.listener.on('message', (_channel, message) => options.heard(message));
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.heartbeat.unref();
    for (const one of [this.commands, this.listener]) one.connect().catch(() => undefined);
  }

  /** Whether the server answered lately. */
  get reachable(): boolean {
    return this.answering && this.commands.status === 'ready';
  }

  /** Commands without an answer. */
  get pending(): number {
    return this.underWay;
  }

  /** Rejects with WeirError `limits_unavailable`. */
  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    this.underWay += 1;
    try {
      return await this.evaluate(script, keys, args);
    } catch (error) {
      if (isTimeout(error)) this.answering = false;
      throw unavailable(error);
    } finally {
      this.underWay -= 1;
    }
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.commands.publish(channel, message).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  async members(set: string): Promise<string[]> {
    return await this.commands.smembers(set).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  close(): void {
    this.closed = true;
    clearInterval(this.heartbeat);
    this.commands.disconnect();
    this.listener.disconnect();
  }

  private async evaluate(script: Script, keys: readonly string[], args: readonly (string | number)[]) {
    try {
      return await this.commands.evalsha(script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.commands.eval(script.text, keys.length, ...keys, ...args);
    }
  }

  private async begin(): Promise<void> {
    try {
      for (const { text } of this.options.scripts) await this.commands.script('LOAD', text);
      this.answering = true;
      this.options.ready();
    } catch (error) {
      if (!this.closed) this.options.trouble(asError(error));
    }
  }

  private async beat(): Promise<void> {
    if (this.commands.status !== 'ready') return;
    try {
      await this.commands.ping();
      const back = !this.answering;
      this.answering = true;
      if (back) this.options.ready();
    } catch {
      this.answering = false;
    }
  }
}

function client(url: string, trouble: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_MS),
  });
  redis.on('error', trouble);
  return redis;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.includes('timed out');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function unavailable(cause: unknown): WeirError {
  return new WeirError('limits_unavailable', 'The store of budget accounts (Redis) cannot be reached.', {
    remedy: 'Try again in a few seconds.',
    cause,
  });
}
