import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaygroundAnswer, PlaygroundRequest } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Agent, request } from 'undici';
import { adapterOf } from '../../providers/index.ts';
import type { AdmissionKey } from '../../registry/index.ts';

/** How long gateways may take to hear of the key. */
const KNOWN_WITHIN_MS = 5_000;
const AGAIN_MS = 50;
const LONGEST_CALL_MS = 300_000;
/** What can be shown of an answer. */
const LONGEST_ANSWER = 8 * 1024 * 1024;

/**
 * Requests from the console through a gateway. Each workload gets a key that lives in memory only, as long as this
 * control process, and that no list shows.
 */
export class Playground {
  private readonly secrets = new Map<string, string>();
  private readonly gatewayUrl: () => string;
  private readonly publish: () => void;
  /** For a gateway that speaks TLS: its certificate is for the names of clients, not for this machine's own address. */
  private readonly secure = new Agent({ connect: { rejectUnauthorized: false } });

  constructor(gatewayUrl: () => string, publish: () => void) {
    this.gatewayUrl = gatewayUrl;
    this.publish = publish;
  }

  /** To be published with the keys of the registry: by SHA-256 (hex) of the secret. */
  get keys(): Record<string, AdmissionKey> {
    const entries = [...this.secrets].map(([workload, secret]): [string, AdmissionKey] => [
      createHash('sha256').update(secret).digest('hex'),
      { id: 'playground', workload, state: 'active', tags: {} },
    ]);
    return Object.fromEntries(entries);
  }

  async send(input: PlaygroundRequest): Promise<PlaygroundAnswer> {
    const url = new URL(pathOf(input), this.gatewayUrl());
    const secret = this.secretOf(input.workload);
    const until = performance.now() + KNOWN_WITHIN_MS;
    for (;;) {
      const answer = await this.ask(url, secret, JSON.stringify(bodyOf(input)));
      const unheard = answer.status === 401 && performance.now() < until;
      if (!unheard) return answer;
      await sleep(AGAIN_MS);
    }
  }

  private secretOf(workload: string): string {
    const known = this.secrets.get(workload);
    if (known !== undefined) return known;
    const made = `wk_playground_${randomBytes(24).toString('base64url')}`;
    this.secrets.set(workload, made);
    this.publish();
    return made;
  }

  private async ask(url: URL, secret: string, body: string): Promise<PlaygroundAnswer> {
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

function pathOf({ dialect, operation, request: body }: PlaygroundRequest): string {
  const adapter = adapterOf(dialect);
  const found = adapter?.operations.find(({ name }) => name === operation);
  if (adapter === undefined || found === undefined) {
    const known = adapter?.operations.map(({ name }) => name).join(', ');
    throw new WeirError('invalid_argument', `${dialect} has no operation ${operation}.`, {
      field: 'operation',
      remedy: `Use one of ${known}.`,
    });
  }
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  const path = found.path.replace('{model}', encodeURIComponent(model));
  const framing = found.name === 'stream_generate_content' ? '?alt=sse' : '';
  return `/${dialect}${adapter.versionPath}${path}${framing}`;
}

/** Gemini names the model in the path alone. */
function bodyOf({ dialect, request: body }: PlaygroundRequest): object {
  if (dialect !== 'gemini') return body;
  const { model: _, ...rest } = body;
  return rest;
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
