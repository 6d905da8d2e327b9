import { readFileSync } from 'node:fs';
import { createFetchToken, createPlatforms, type PlatformOf } from '../../providers/platforms/index.ts';

const TOKEN_TIMEOUT_MS = 10_000;

/** Platforms with the means of this process: tokens over the network, credentials from files. */
export function processPlatforms(): PlatformOf {
  return createPlatforms({
    fetchToken: createFetchToken(globalThis.fetch, TOKEN_TIMEOUT_MS),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
}
