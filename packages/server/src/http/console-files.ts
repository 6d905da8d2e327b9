import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import type { Context, Handler } from 'hono';
import type { AppEnv } from './env.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** Vite names what it puts here by its content. */
const HASHED = /^\/assets\//;

/** The built console: files as they are, compressed ones if they lie beside, the page itself for every other path. */
export function consoleFiles(dir: string): Handler<AppEnv> {
  const root = resolve(dir);
  return async (c) => {
    const path = new URL(c.req.url).pathname;
    const file = await findFile(root, path);
    if (file !== undefined) return send(c, file, HASHED.test(path));
    // a missing file is a fault and must not be answered by the page
    if (extname(path) !== '') return c.text('There is no such file.', 404);
    const page = await findFile(root, '/index.html');
    return page === undefined ? notBuilt(c) : send(c, page, false);
  };
}

export function notBuilt(c: Context): Response {
  return c.text('The console is not built. Run `npm run build`, then start Weir again.\n', 404);
}

async function findFile(root: string, path: string): Promise<string | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const file = join(root, normalize(decoded));
  if (decoded.includes('\0') || !file.startsWith(root + sep)) return undefined;
  return (await isFile(file)) ? file : undefined;
}

async function send(c: Context<AppEnv>, file: string, immutable: boolean): Promise<Response> {
  const { path, encoding } = await compressed(file, c.req.header('accept-encoding') ?? '');
  const { size, mtimeMs } = await stat(path);
  const etag = `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('vary', 'accept-encoding');
  c.header('etag', etag);
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  c.header('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  if (encoding !== undefined) c.header('content-encoding', encoding);
  return c.body(new Uint8Array(await readFile(path)));
}

async function compressed(file: string, accepted: string): Promise<{ path: string; encoding?: string }> {
  const offers = accepted.split(',').map((offer) => offer.trim().split(';')[0]);
  for (const [encoding, suffix] of ENCODINGS) {
    if (offers.includes(encoding) && (await isFile(file + suffix))) return { path: file + suffix, encoding };
  }
  return { path: file };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
