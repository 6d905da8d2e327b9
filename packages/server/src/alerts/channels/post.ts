import { WeirError } from '@weir/core/errors';
import { Agent, errors, request } from 'undici';
import { guardedLookup, guardedUrl } from '../../providers/platforms/address-guard.ts';
import { DeliveryFailure } from './port.ts';

const TIMEOUT_MS = 5_000;
const LONGEST_ANSWER = 64 * 1024;
const SHOWN = 200;
/** The message itself is refused: the same one will be refused again. */
const HOPELESS: ReadonlySet<number> = new Set([400, 410, 413, 422]);

export interface Outgoing {
  url: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** Texts that must not show up in an error, beside the URL. */
  secrets?: readonly (string | undefined)[];
  signal: AbortSignal;
}

/** POSTs JSON once; resolves on 2xx, rejects with `DeliveryFailure`. Redirects are not followed. */
export type Post = (outgoing: Outgoing) => Promise<void>;

export interface PostClient {
  post: Post;
  close(): Promise<void>;
}

/**
 * Requests that alert channels make. Names that resolve to private addresses are refused unless `allowPrivate`, link-local
 * and metadata addresses always: the check is made on the address that is connected to.
 */
export function createPostClient({ allowPrivate }: { allowPrivate: boolean }): PostClient {
  const agent = new Agent({
    connect: { lookup: guardedLookup(allowPrivate), timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    keepAliveTimeout: 1_000,
  });
  return {
    async post({ url, body, headers = {}, secrets = [], signal }) {
      const target = checkedUrl(url, allowPrivate);
      const mask = masking([url, target.pathname + target.search, ...secrets]);
      const sent = await request(target, {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json', 'user-agent': 'weir-alerts', ...headers },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      }).catch((error: unknown) => {
        throw new DeliveryFailure(`${target.host} ${unreachable(error)}`);
      });
      const text = await limitedText(sent.body);
      if (sent.statusCode >= 200 && sent.statusCode < 300) return;
      const said = mask(text.replaceAll(/\s+/g, ' ').trim()).slice(0, SHOWN);
      throw new DeliveryFailure(
        `${target.host} answered ${sent.statusCode}${said === '' ? '' : `: ${said}`}`,
        { retryable: !HOPELESS.has(sent.statusCode), retryAfterMs: retryAfter(sent.headers['retry-after']) },
      );
    },
    close: () => agent.destroy(),
  };
}

/** Throws WeirError `invalid_argument` for `field` when the address may not be called, whatever it resolves to. */
export function checkedUrl(text: string, allowPrivate: boolean, field = 'url'): URL {
  try {
    return guardedUrl(text, { allowPrivate, whose: 'The address of the alert channel' });
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    throw new WeirError('invalid_argument', error.message, {
      field,
      remedy: /unencrypted/.test(error.message)
        ? 'Use https, or set alerts.allow_private_network: true in weir.yaml if it is a server of your own.'
        : 'Use the https address the service gave you, without user name and password.',
      cause: error,
    });
  }
}

function masking(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets.filter((secret): secret is string => secret !== undefined && secret.length > 3);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

async function limitedText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_ANSWER) break;
    }
  } catch {
    // the status has come, and that is what counts
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString('utf8');
}

/** Seconds or a date. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

function unreachable(error: unknown): string {
  if (error instanceof WeirError)
    return 'resolves to a private or reserved address; see alerts.allow_private_network';
  const { name, code } = error as { name?: string; code?: string };
  const late = name === 'TimeoutError' || error instanceof errors.HeadersTimeoutError;
  if (late || error instanceof errors.ConnectTimeoutError)
    return `did not answer within ${TIMEOUT_MS / 1_000} s`;
  return `cannot be reached${typeof code === 'string' ? ` (${code})` : ''}`;
}
