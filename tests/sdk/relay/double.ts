import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a provider says, byte by byte. */
export interface Scripted {
  readonly contentType: string;
  readonly body: Buffer;
  /** Largest piece it is sent in; pieces vary between 1 and this. Absent: at once, with its length. */
  readonly pieces?: number;
}

export interface Double {
  readonly url: string;
  /** By the value of the header `x-case`. */
  readonly scripts: Map<string, Scripted>;
  /** Length and SHA-256 of what each case was sent. */
  readonly received: Map<string, { bytes: number; hash: string }>;
  close(): Promise<void>;
}

/** A provider that says what a test wrote down for it. */
export async function startDouble(): Promise<Double> {
  const scripts = new Map<string, Scripted>();
  const received = new Map<string, { bytes: number; hash: string }>();
  const server = createServer({ noDelay: true }, (req, res) => {
    void answer(req, res, scripts, received).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scripts,
    received,
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
  scripts: Double['scripts'],
  received: Double['received'],
): Promise<void> {
  const name = String(req.headers['x-case']);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of req) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  received.set(name, { bytes, hash: hash.digest('hex') });
  const script = scripts.get(name);
  if (script === undefined) {
    res.writeHead(404).end();
    return;
  }
  const { contentType, body, pieces } = script;
  if (pieces === undefined) {
    res.writeHead(200, { 'content-type': contentType, 'content-length': body.length });
    res.end(body);
    return;
  }
  res.writeHead(200, { 'content-type': contentType });
  for (let at = 0; at < body.length; ) {
    const end = at + 1 + Math.floor(Math.random() * pieces);
    res.write(body.subarray(at, end));
    at = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
  res.end();
}
