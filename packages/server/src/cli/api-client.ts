import type { z } from 'zod';
import { CliError, errorOfResponse, jsonOrUndefined, unreachableError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Sends one request to the admin API, wherever it is. */
export interface Transport {
  /** For people: the URL, or the data directory that was opened. */
  readonly where: string;
  /** False when the data directory was opened in this process: then no gateway runs. */
  readonly running: boolean;
  send(path: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** The admin API as commands use it. Every answer is checked against the contract and handed on unchanged. */
export interface ApiClient {
  readonly where: string;
  readonly running: boolean;
  get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T>;
  /** As get, but undefined when the thing does not exist. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  remove(path: string): Promise<void>;
  /** The answer as it is, for streams and CSV; never one that is not 2xx. */
  raw(path: string, init?: RequestInit, query?: Query): Promise<Response>;
  close(): Promise<void>;
}

export function createApiClient(transport: Transport): ApiClient {
  async function raw(path: string, init: RequestInit = {}, query: Query = {}): Promise<Response> {
    const response = await transport.send(`/api/v1${path}${queryString(query)}`, init);
    if (!response.ok) throw await errorOfResponse(response);
    return response;
  }
  async function get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T> {
    return checked(await raw(path, {}, query), schema, path);
  }
  return {
    where: transport.where,
    running: transport.running,
    raw,
    get,
    async find(path, schema) {
      try {
        return await get(path, schema);
      } catch (error) {
        if (error instanceof CliError && error.exitCode === EXIT.notFound) return undefined;
        throw error;
      }
    },
    async send(method, path, schema, body) {
      const headers = { 'content-type': 'application/json' };
      const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      return checked(await raw(path, init), schema, path);
    },
    async remove(path) {
      await raw(path, { method: 'DELETE' });
    },
    close: () => transport.close(),
  };
}

/** Path segment with everything that could break out of it escaped. */
export function segment(value: string): string {
  return encodeURIComponent(value);
}

function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function checked<T>(response: Response, schema: z.ZodType<T>, path: string): Promise<T> {
  const body = jsonOrUndefined(await response.text());
  const result = schema.safeParse(body);
  if (result.success) return body as T;
  const issue = result.error.issues[0];
  throw unreachableError(
    `The answer to ${path} is not what this version of the command line knows (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`,
    'Use the weir command of the same version as the running Weir.',
    result.error,
  );
}
