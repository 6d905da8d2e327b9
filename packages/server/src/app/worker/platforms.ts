import { readFileSync } from 'node:fs';
import { WeirError } from '@weir/core/errors';
import { request } from 'undici';
import { createPlatforms, type PlatformOf } from '../../providers/platforms/index.ts';

const TOKEN_TIMEOUT_MS = 10_000;

/** Platforms with the means of this process: tokens over the network, credentials from files. */
export function processPlatforms(): PlatformOf {
  return createPlatforms({ fetchToken, readFile: (path) => readFileSync(path, 'utf8') });
}

async function fetchToken(url: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      headersTimeout: TOKEN_TIMEOUT_MS,
      bodyTimeout: TOKEN_TIMEOUT_MS,
    });
    const answer: unknown = await body.json();
    if (statusCode === 200) return answer;
    throw new Error(`the token endpoint answered ${statusCode}`);
  } catch (cause) {
    throw new WeirError('upstream_unreachable', 'No access token could be had from the provider.', {
      remedy: 'Check the credentials and that the token endpoint can be reached.',
      cause,
    });
  }
}
