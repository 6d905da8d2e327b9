import { describe, expect, it } from 'vitest';
import { configSchema } from '../../platform/config/schema.ts';
import { banner } from './banner.ts';

const control = { adminUrl: 'http://127.0.0.1:4010', signInCode: 'code', sandboxKey: 'wk_key' };

const shown = (dataDir: string) =>
  banner({
    config: configSchema.parse({}),
    dataDir,
    startedInMs: 1_200,
    providers: [],
    part: 'all',
    defaultDataDir: '/home/ada/weir-data',
    control,
  });

describe('what is printed after the start', () => {
  it('names commands that work as they are: the data directory, where it is not the one they look in', () => {
    expect(shown('/home/ada/weir-data')).toMatch(/npx weir call list\n/);
    expect(shown('/var/lib/weir')).toContain('npx weir call list --data-dir /var/lib/weir\n');
    expect(shown("/home/ada's/weir")).toContain(`npx weir call list --data-dir '/home/ada'\\''s/weir'\n`);
  });
});
