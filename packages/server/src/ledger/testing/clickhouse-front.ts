import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { Session } from 'chdb';
import { quoted } from '../chdb/parameters.ts';
import { Killable } from '../chdb/sessions.ts';
import { streamOf } from '../chdb/streams.ts';
import type { StreamFormat } from '../sql/engine.ts';
import { exceptionText, Faults, type FrontFault } from './clickhouse-front-faults.ts';
import { type Asked, askedOf } from './clickhouse-front-request.ts';

/**
 * Not a ClickHouse server: the in-process engine behind the part of a server's HTTP interface that Weir uses, for tests on
 * machines where no server can be had. Same SQL, same error codes and texts; one host, no cluster, no real concurrency
 * limits. Run as a process of its own, because only one may hold a directory:
 *
 *   node --import tsx clickhouse-front.ts <directory> <port> [password]
 *
 * `PUT /_front/fault` with a FrontFault makes the next matching requests fail as a server or a network would.
 */
const [directory = '', port = '0', password = ''] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const killer = new Session(directory);
const running = new Map<string, Killable>();
const faults = new Faults();
const scratch = join(directory, 'tmp');

const server = createServer((request, response) => {
  void answer(request, response).catch((error: unknown) => {
    if (response.headersSent) response.destroy();
    else fail(response, error);
  });
});
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`);
});
process.on('SIGTERM', () => process.exit(0));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (request.url === '/_front/fault') {
    faults.set(JSON.parse(body.toString()) as FrontFault);
    response.end('Ok.\n');
    return;
  }
  if (request.url?.startsWith('/ping')) {
    response.end('Ok.\n');
    return;
  }
  const asked = askedOf(request, body);
  if (asked.password !== password) {
    throw new Error(
      'Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)',
    );
  }
  const fault = faults.next(asked.sql);
  if (fault?.kind === 'cut_before') request.socket.destroy();
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault?.kind === 'error') throw new Error(fault.text);
  if (response.destroyed) return;
  response.setHeader('X-ClickHouse-Query-Id', asked.queryId);
  response.setHeader('X-ClickHouse-Server-Display-Name', 'chdb-front');
  response.setHeader('X-ClickHouse-Summary', '{}');
  await perform(asked, response, fault);
}

async function perform(asked: Asked, response: ServerResponse, fault: FrontFault | undefined): Promise<void> {
  if (/^\s*KILL QUERY/i.test(asked.sql)) {
    running.get(asked.parameters['id'] ?? '')?.kill();
    response.end();
    return;
  }
  const session = new Session(directory);
  const killable = new Killable(killer);
  running.set(asked.queryId, killable);
  // as a server does with cancel_http_readonly_queries_on_client_close
  const gone = () => {
    if (!response.writableFinished && asked.data === undefined) killable.kill();
  };
  response.once('close', gone);
  if (response.destroyed) gone();
  try {
    await prepare(session, asked);
    if (/^\s*INSERT\b/i.test(asked.sql) && asked.data !== undefined) {
      await insert(session, asked, asked.data);
      if (fault?.kind === 'cut_after') response.destroy();
      else response.end();
      return;
    }
    await read(session, killable, asked, response, fault);
  } finally {
    killable.end();
    running.delete(asked.queryId);
    session.close();
  }
}

async function prepare(session: Session, { database, settings, parameters }: Asked): Promise<void> {
  try {
    await session.queryAsync(`USE \`${database}\``);
  } catch {
    throw new Error(`Code: 81. DB::Exception: Database ${database} does not exist. (UNKNOWN_DATABASE)`);
  }
  const set = [
    ...Object.entries(settings).map(([name, value]) => `${name} = ${quoted(value)}`),
    // they come escaped already
    ...Object.entries(parameters).map(([name, value]) => `param_${name} = ${quoted(value)}`),
  ];
  if (set.length > 0) await session.queryAsync(`SET ${set.join(', ')}`);
}

async function insert(session: Session, { sql, queryId }: Asked, data: Buffer): Promise<void> {
  const [, table, list = '', format = ''] =
    /^\s*INSERT INTO (\w+)\s*\(([^)]*)\)\s*FORMAT (\w+)\s*$/i.exec(sql) ?? [];
  if (table === undefined) throw new Error(`Code: 62. DB::Exception: Syntax error: ${sql} (SYNTAX_ERROR)`);
  const columns = list.split(',').map((name) => name.trim().replaceAll('`', ''));
  if (format === 'JSONCompactEachRow') {
    await session.insert({ table, columns, format, values: data });
    return;
  }
  mkdirSync(scratch, { recursive: true });
  const path = join(scratch, `insert-${queryId}`);
  writeFileSync(path, data);
  try {
    await session.queryAsync(
      `INSERT INTO ${table} (${list}) SELECT ${list} FROM file(${quoted(path)}, ${format})`,
    );
  } finally {
    rmSync(path);
  }
}

async function read(
  session: Session,
  killable: Killable,
  { sql, gzip }: Asked,
  response: ServerResponse,
  fault: FrontFault | undefined,
): Promise<void> {
  const [clause = '', format] = /\bFORMAT (\w+)\s*;?\s*$/i.exec(sql) ?? [];
  if (format === undefined) {
    const result = await session.queryAsync(killable.marked(sql), { format: 'TabSeparated' });
    response.end(result.text());
    return;
  }
  const query = sql.slice(0, sql.length - clause.length);
  const rows = streamOf(session, killable, query, format as StreamFormat, scratch);
  // the first piece, or the error, before anything is said
  const first = await rows.next();
  response.setHeader('X-ClickHouse-Format', format);
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  const pieces = piecesOf(first, rows, response, fault);
  await (gzip ? pipeline(pieces, createGzip(), response) : pipeline(pieces, response));
}

async function* piecesOf(
  first: IteratorResult<Uint8Array>,
  rows: AsyncGenerator<Uint8Array>,
  response: ServerResponse,
  fault: FrontFault | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.done === true) return;
    if (fault?.kind === 'cut_stream') {
      yield first.value.subarray(0, Math.ceil(first.value.length / 2));
      setTimeout(() => response.destroy(), 50);
      await new Promise((resolve) => response.once('close', resolve));
      return;
    }
    yield first.value;
    yield* rows;
  } finally {
    await rows.return(undefined);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function fail(response: ServerResponse, error: unknown): void {
  const { status, code, text } = exceptionText(error);
  response.writeHead(status, { 'X-ClickHouse-Exception-Code': code, 'Content-Type': 'text/plain' });
  response.end(text);
}
