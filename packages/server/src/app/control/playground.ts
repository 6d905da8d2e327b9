import { createHash, randomBytes } from 'node:crypto';
import type { PlaygroundAnswer, PlaygroundRequest } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { adapterOf } from '../../providers/index.ts';
import type { AdmissionKey } from '../../registry/index.ts';
import { GatewayClient } from './ask-gateway.ts';

/**
 * Requests from the console through a gateway. Each workload gets a key that lives in memory only, as long as this
 * control process, and that no list shows.
 */
export class Playground {
  private readonly secrets = new Map<string, string>();
  private readonly gateway: GatewayClient;
  private readonly publish: () => void;

  constructor(gatewayUrl: () => string, publish: () => void) {
    this.gateway = new GatewayClient(gatewayUrl);
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
    // a path that does not exist is refused before a key is made
    const path = pathOf(input);
    return this.gateway.post(path, this.secretOf(input.workload), bodyOf(input));
  }

  private secretOf(workload: string): string {
    const known = this.secrets.get(workload);
    if (known !== undefined) return known;
    const made = `wk_playground_${randomBytes(24).toString('base64url')}`;
    this.secrets.set(workload, made);
    this.publish();
    return made;
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
