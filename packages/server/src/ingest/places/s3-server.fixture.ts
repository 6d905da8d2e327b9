import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

export interface S3Server {
  url: string;
  objects: Map<string, Buffer>;
  /** What was asked for, in order. */
  requests: string[];
  /** Tells what to do with a request instead of answering it. */
  fault: (path: string, count: number) => number | 'cut' | undefined;
  close(): Promise<void>;
}

/** A bucket `bills` in path style and in virtual-host style, which checks Signature Version 4 by its own arithmetic. */
export async function s3Server({ pageSize = 1000 } = {}): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const state: Pick<S3Server, 'objects' | 'requests' | 'fault'> = {
    objects,
    requests: [],
    fault: () => undefined,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    state.requests.push(`${url.pathname}${url.search}`);
    const fault = state.fault(url.pathname, state.requests.length);
    if (typeof fault === 'number') return answer(response, fault, '<Error><Code>SlowDown</Code></Error>');
    if (!isSigned(request, url))
      return answer(response, 403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
    const path = decodeURIComponent(url.pathname);
    const key = (request.headers.host ?? '').startsWith('bills.')
      ? path.slice(1)
      : path.replace(/^\/bills\//, '');
    if (url.searchParams.get('list-type') === '2')
      return answer(response, 200, page(objects, url.searchParams, pageSize));
    send(request, response, objects.get(key), fault === 'cut');
  });
  await listen(server);
  return {
    ...state,
    get fault() {
      return state.fault;
    },
    set fault(next) {
      state.fault = next;
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

export const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
  cut: boolean,
): void {
  if (bytes === undefined) {
    answer(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const match = request.headers['if-match'];
  if (match !== undefined && match !== etagOf(bytes)) {
    answer(response, 412, '<Error><Code>PreconditionFailed</Code></Error>');
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) + 1 : bytes.length;
  const part = bytes.subarray(start, end);
  response.writeHead(range === null ? 200 : 206, { 'content-length': part.length, etag: etagOf(bytes) });
  if (!cut) response.end(part);
  else response.write(part.subarray(0, Math.ceil(part.length / 2)), () => response.destroy());
}

function page(objects: ReadonlyMap<string, Buffer>, query: URLSearchParams, size: number): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, size);
  const contents = shown.map((key) => {
    const bytes = objects.get(key) ?? Buffer.alloc(0);
    const name = key.replaceAll('&', '&amp;');
    return `<Contents><Key>${name}</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>${etagOf(bytes).replaceAll('"', '&quot;')}</ETag><Size>${bytes.length}</Size></Contents>`;
  });
  const more = keys.length > size;
  const next = more ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

function isSigned(request: IncomingMessage, url: URL): boolean {
  const authorization = request.headers.authorization ?? '';
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(.+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
    authorization,
  );
  if (match === null || match[1] !== KEYS.accessKeyId) return false;
  const [, , scope = '', names = '', signature] = match;
  const query = [...new URLSearchParams(url.search)]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const payload = request.headers['x-amz-content-sha256'] ?? '';
  const canonical = ['GET', url.pathname, query, headers.join(''), names, payload].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n');
  let key = Buffer.from(`AWS4${KEYS.secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(toSign).digest('hex') === signature && payload === hash('');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
