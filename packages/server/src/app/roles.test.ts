import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { configSchema } from '../platform/config/schema.ts';
import { bequeathed, CHILD_ENV, inheritedConfig } from './roles.ts';

afterEach(() => vi.unstubAllEnvs());

it.each([1, 2_000])('hands a configuration of %i providers down to children whole', (count) => {
  const dir = mkdtempSync(join(tmpdir(), 'weir-roles-'));
  mkdirSync(join(dir, 'run'));
  try {
    const providers = Array.from({ length: count }, (_, i) => ({
      id: `server-${i}`,
      dialect: 'openai',
      base_url: `https://server-${i}.example/v1`,
    }));
    const config = configSchema.parse({ data_dir: dir, providers });
    const text = bequeathed(config);
    expect(Buffer.byteLength(text)).toBeLessThan(128 * 1024);
    vi.stubEnv(CHILD_ENV.config, text);
    expect(inheritedConfig()).toEqual(config);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
