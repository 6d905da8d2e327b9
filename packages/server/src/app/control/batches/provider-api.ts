import { WeirError } from '@weir/core/errors';
import { request } from 'undici';
import { resourceOperation } from '../../../gateway/resources/routes.ts';
import { adapterOf } from '../../../providers/index.ts';
import type { PlatformOf } from '../../../providers/platforms/index.ts';
import type { AdmissionProvider } from '../../../registry/admission-state.ts';

const TIMEOUT_MS = 60_000;
const LONGEST_OBJECT = 4 * 1024 * 1024;

/** What control reads of things in accounts of providers. */
export interface ProviderApi {
  /**
   * The object at a path below the version path; undefined when it is not there (any more). Rejects with WeirError
   * `upstream_unreachable`.
   */
  object(provider: AdmissionProvider, path: string): Promise<Record<string, unknown> | undefined>;
  /** Its bytes as they come, to be read to their end. */
  bytes(provider: AdmissionProvider, path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

export interface ProviderApiOptions {
  readonly platforms: PlatformOf;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Origin of the sandbox in this process tree. */
  readonly sandboxUrl?: string | undefined;
}

export function createProviderApi(options: ProviderApiOptions): ProviderApi {
  async function get(provider: AdmissionProvider, path: string) {
    const adapter = adapterOf(provider.dialect);
    if (adapter === undefined) throw unreadable(provider, `speaks ${provider.dialect}`);
    const { sandboxUrl } = options;
    const baseUrl =
      provider.sandbox && sandboxUrl !== undefined
        ? new URL(new URL(provider.baseUrl).pathname, sandboxUrl).href.replace(/\/$/, '')
        : undefined;
    const prepared = await options.platforms(provider.platform).prepare({
      provider,
      adapter,
      operation: resourceOperation('read', path),
      model: '',
      stream: false,
      query: '',
      body: Buffer.alloc(0),
      headers: [],
      now: options.now(),
      env: options.env,
      baseUrl,
    });
    const answer = await request(prepared.origin + prepared.path, {
      method: 'GET',
      headers: prepared.headers,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    }).catch((cause: unknown) => {
      throw unreadable(provider, 'cannot be reached', cause);
    });
    if (answer.statusCode === 200) return answer.body;
    await answer.body.dump();
    if (answer.statusCode === 404 || answer.statusCode === 410) return undefined;
    throw unreadable(provider, `answered ${answer.statusCode}`);
  }

  return {
    async object(provider, path) {
      const body = await get(provider, path);
      if (body === undefined) return undefined;
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > LONGEST_OBJECT) throw unreadable(provider, 'sent a description that is too long');
        chunks.push(chunk);
      }
      try {
        return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      } catch (cause) {
        throw unreadable(provider, 'did not answer in JSON', cause);
      }
    },
    bytes: get,
  };
}

function unreadable({ id }: AdmissionProvider, what: string, cause?: unknown): WeirError {
  return new WeirError('upstream_unreachable', `The provider ${id} ${what}.`, {
    remedy: 'Weir tries again by itself.',
    cause,
  });
}
