import { readdirSync, readFileSync } from 'node:fs';

const PROVIDERS = new URL('../../packages/server/src/providers/', import.meta.url);

export interface Recorded {
  readonly dialect: 'openai' | 'anthropic' | 'gemini' | 'converse';
  readonly file: string;
  readonly bytes: Buffer;
}

/** Every recorded answer of every adapter. */
export const RECORDED: readonly Recorded[] = (['openai', 'anthropic', 'gemini', 'converse'] as const).flatMap(
  (dialect) =>
    readdirSync(new URL(`${dialect}/fixtures/`, PROVIDERS)).map((file) => ({
      dialect,
      file,
      bytes: readFileSync(new URL(`${dialect}/fixtures/${file}`, PROVIDERS)),
    })),
);

export const RECORDED_STREAMS = RECORDED.filter(
  ({ file }) => file.endsWith('.sse') || file.includes('array'),
);
export const RECORDED_ANSWERS = RECORDED.filter(
  ({ file }) => file.endsWith('.json') && !file.includes('array'),
);
