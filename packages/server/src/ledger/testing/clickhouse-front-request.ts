import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Asked {
  sql: string;
  /** What follows an INSERT. */
  data: Buffer | undefined;
  database: string;
  queryId: string;
  settings: Record<string, string>;
  parameters: Record<string, string>;
  password: string;
  gzip: boolean;
}

/** What stands in the query string and is about the request, not a setting of the query. */
const OF_THE_REQUEST = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'wait_end_of_query',
  'enable_http_compression',
  'cancel_http_readonly_queries_on_client_close',
  'send_progress_in_http_headers',
]);

/** A statement, its settings and values, wherever the request carries them. */
export function askedOf(request: IncomingMessage, body: Buffer): Asked {
  const url = new URL(request.url ?? '/', 'http://front');
  const fields = Object.fromEntries(url.searchParams);
  const parts = multipartOf(request.headers['content-type'], body);
  const all: Record<string, string> = { ...fields, ...parts };
  const inUrl = all['query'];
  const settings: Record<string, string> = {};
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) {
    if (name.startsWith('param_')) parameters[name.slice('param_'.length)] = value;
    else if (!OF_THE_REQUEST.has(name)) settings[name] = value;
  }
  return {
    sql: inUrl ?? body.toString(),
    data: inUrl !== undefined && parts === undefined ? body : undefined,
    database: all['database'] ?? 'default',
    queryId: all['query_id'] ?? randomUUID(),
    settings,
    parameters,
    password: passwordOf(request),
    gzip: all['enable_http_compression'] === '1' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? ''),
  };
}

function passwordOf(request: IncomingMessage): string {
  const key = request.headers['x-clickhouse-key'];
  if (typeof key === 'string') return key;
  const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  return Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
}

function multipartOf(type: string | undefined, body: Buffer): Record<string, string> | undefined {
  const [, quotedName, plain] =
    /^multipart\/form-data;.*boundary=(?:"([^"]+)"|(\S+))/i.exec(type ?? '') ?? [];
  const boundary = quotedName ?? plain;
  if (boundary === undefined) return undefined;
  const parts: Record<string, string> = {};
  for (const part of body.toString().split(`--${boundary}`)) {
    const [, name, value] = /name="([^"]+)"[^\r]*(?:\r\n[^\r]+)*\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    if (name !== undefined) parts[name] = value ?? '';
  }
  return parts;
}
