import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import { Agent, request } from 'undici';

/** How long gateways may take to hear of a key. */
const KNOWN_WITHIN_MS = 5_000;
const AGAIN_MS = 50;
const LONGEST_CALL_MS = 300_000;
/** What can be shown of an answer. */
const LONGEST_ANSWER = 8 * 1024 * 1024;

export interface GatewayAnswer {
  status: number;
  response: unknown;
  call_id?: string;
}

/** A gateway of this machine, asked by control with keys that it has just published. */
export class GatewayClient {
  private readonly url: () => string;
  /** For a gateway that speaks TLS: its certificate is for the names of clients, not for this machine's own address. */
  private readonly secure = new Agent({ connect: { rejectUnauthorized: false } });

  constructor(url: () => string) {
    this.url = url;
  }

  /** Asks again while the key has not been heard of. Throws `upstream_unreachable`, `body_too_large`. */
  async post(path: string, secret: string, body: object): Promise<GatewayAnswer> {
    const url = new URL(path, this.url());
    const until = performance.now() + KNOWN_WITHIN_MS;
    for (;;) {
      const answer = await this.ask(url, secret, JSON.stringify(body));
      const unheard = answer.status === 401 && performance.now() < until;
      if (!unheard) return answer;
      await sleep(AGAIN_MS);
    }
  }

  private async ask(url: URL, secret: string, body: string): Promise<GatewayAnswer> {
    try {
      const answer = await request(url, {
        method: 'POST',
        ...(url.protocol === 'https:' ? { dispatcher: this.secure } : {}),
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body,
        headersTimeout: LONGEST_CALL_MS,
        bodyTimeout: LONGEST_CALL_MS,
      });
      const text = await bounded(answer.body);
      const callId = answer.headers['x-weir-call-id'];
      return {
        status: answer.statusCode,
        response: parsed(text),
        ...(typeof callId === 'string' ? { call_id: callId } : {}),
      };
    } catch (cause) {
      if (cause instanceof WeirError) throw cause;
      throw new WeirError('upstream_unreachable', 'The gateway cannot be reached from control.', {
        remedy: 'Check that a gateway runs (weir doctor), then try again.',
        cause,
      });
    }
  }
}

async function bounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LONGEST_ANSWER) {
      throw new WeirError('body_too_large', 'The answer is too long to be shown here.', {
        remedy: 'Send the request with a client of the provider instead.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
