import type { IncomingMessage } from 'node:http';

/** Where Anthropic's batches say their results are: an absolute URL that its clients follow with the caller's key. */
const RESULTS_URL = /("results_url"\s*:\s*")[^"]*?(\/v1\/messages\/batches\/[^"]*")/g;
const HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

/**
 * The same with URLs that lead back here: followed to the provider's own address, the caller's Weir key would go there,
 * and be refused.
 */
export function withOwnAddress(body: Buffer, req: IncomingMessage): Buffer {
  if (!body.includes('"results_url"')) return body;
  const here = addressOf(req);
  return Buffer.from(body.toString('utf8').replace(RESULTS_URL, `$1${here}$2`));
}

/** As the client knows this gateway. What a proxy in front says of it reaches only the client that came through it. */
function addressOf({ headers, socket }: IncomingMessage): string {
  const encrypted = 'encrypted' in socket && socket.encrypted === true;
  const forwarded = first(headers['x-forwarded-proto']);
  const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : encrypted ? 'https' : 'http';
  const host = first(headers['x-forwarded-host']) ?? headers.host;
  return host !== undefined && HOST.test(host) ? `${scheme}://${host}` : '';
}

function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',', 1)[0]?.trim();
}
