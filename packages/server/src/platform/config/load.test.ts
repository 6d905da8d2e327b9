import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '@weir/core/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { configurationReference } from './reference.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'weir-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(...lines: string[]): void {
  writeFileSync(join(cwd, 'weir.yaml'), lines.join('\n'));
}

function faults(env: Record<string, string> = {}, overrides = {}): string[] {
  try {
    loadConfig({ cwd, env, overrides });
  } catch (error) {
    expect(error).toBeInstanceOf(WeirError);
    expect((error as WeirError).code).toBe('config_invalid');
    return (error as WeirError).message.split('\n');
  }
  throw new Error('expected a fault');
}

describe('loadConfig', () => {
  it('runs without a file', () => {
    const config = loadConfig({ cwd, env: {} });
    expect(config.gateway.port).toBe(4000);
    expect(config.data_dir).toBe(join(cwd, 'weir-data'));
  });

  it('lets the environment win over the file and options over both', () => {
    write('gateway:', '  port: 5000', '  host: 0.0.0.0', 'admin: { port: 5010 }');
    const env = {
      WEIR_GATEWAY_PORT: '6000',
      WEIR_ADMIN_PORT: '6010',
      WEIR_DATA_DIR: 'elsewhere',
      WEIR_WORKERS: '',
    };
    const config = loadConfig({ cwd, env, overrides: { gateway: { port: 7000 } } });
    expect(config.gateway).toMatchObject({ host: '0.0.0.0', port: 7000, workers: 0 });
    expect(config.admin.port).toBe(6010);
    expect(config.data_dir).toBe(join(cwd, 'elsewhere'));
  });

  it('names file, line, setting and remedy of every fault, in the order of the file', () => {
    write(
      '# comment',
      'gateway:',
      '  port: "abc"',
      '  prot: 1',
      '  timeouts: { connect_ms: 0 }',
      'providers:',
      '  - id: Bad Id',
      '    dialect: opneai',
      'spol: {}',
    );
    expect(faults()).toEqual([
      'weir.yaml:3: gateway.port must be a number, but it is "abc"; correct it, or leave it out for the default',
      'weir.yaml:4: gateway.prot is not a setting; did you mean port?',
      'weir.yaml:5: gateway.timeouts.connect_ms must be a whole number, more than 0, but it is 0; correct it, or leave it out for the default',
      expect.stringMatching(/^weir\.yaml:7: providers\[0\]\.id must be lower-case/),
      'weir.yaml:7: providers[0].base_url must be there unless a preset brings it, but it is missing; add it',
      expect.stringMatching(
        /^weir\.yaml:8: providers\[0\]\.dialect must be one of openai, anthropic, gemini/,
      ),
      'weir.yaml:9: spol is not a setting; did you mean spool?',
    ]);
  });

  it('blames the environment variable or the command line where the value came from there', () => {
    expect(faults({ WEIR_WORKERS: 'many' })[0]).toMatch(/^WEIR_WORKERS: gateway\.workers must be a number/);
    expect(faults({}, { admin: { port: 70_000 } })[0]).toMatch(
      /^command line: admin\.port must be .* at most 65535/,
    );
  });

  it('points at the line of a syntax error and of a repeated key', () => {
    write('gateway:', '  port: 4000', '  port: 4001');
    expect(faults()[0]).toMatch(/^weir\.yaml:3: .*unique/);
    write('gateway:', '  - [');
    expect(faults()[0]).toMatch(/^weir\.yaml:\d: /);
    write('just text');
    expect(faults()[0]).toMatch(/^weir\.yaml:1: the file must hold settings/);
  });

  it('takes presets as entries, under their own name or another', () => {
    write(
      'providers:',
      '  - preset: groq',
      '  - preset: bedrock',
      '    id: aws-eu',
      '    settings: { region: eu-central-1, dialect.my-profile: anthropic }',
    );
    expect(loadConfig({ cwd, env: {} }).providers).toMatchObject([
      { id: 'groq', preset: 'groq' },
      { id: 'aws-eu', settings: { region: 'eu-central-1', 'dialect.my-profile': 'anthropic' } },
    ]);
    write('providers:', '  - preset: groq', '  - preset: groq');
    expect(faults()).toEqual([expect.stringMatching(/^weir\.yaml:3: providers\[1\]\.id must be unique/)]);
    write('providers:', '  - { preset: azure, settings: { api_version: 2024 } }');
    expect(faults()[0]).toMatch(/providers\[0\]\.settings\.api_version must be text, but it is 2024/);
    write('providers:', '  - { preset: azure, settings: { Api-Version: "1" } }');
    expect(faults()[0]).toMatch(/must be called by a name such as api_version/);
  });

  it('refuses one port for two servers and one id for two providers', () => {
    const provider = '  - { id: vllm, dialect: openai, base_url: "http://127.0.0.1:1/v1" }';
    write('gateway: { port: 4010 }', 'providers:', provider, provider);
    expect(faults()).toEqual([
      expect.stringMatching(/admin\.port must differ from gateway\.port/),
      expect.stringMatching(/^weir\.yaml:4: providers\[1\]\.id must be unique/),
    ]);
  });

  it('says which named file is missing', () => {
    expect(() => loadConfig({ cwd, env: {}, file: 'absent.yaml' })).toThrow(
      /absent\.yaml cannot be read \(ENOENT\)/,
    );
    expect(() => loadConfig({ cwd, env: { WEIR_CONFIG: 'gone.yaml' } })).toThrow(/gone\.yaml/);
  });

  it('does not repeat a secret that was pasted where a name belongs', () => {
    const provider =
      '  - { id: a, dialect: openai, base_url: "http://h/v1", secret_env: "sk-abcdef1234567890" }';
    write('providers:', provider);
    const text = faults().join('\n');
    expect(text).toContain('the name of an environment variable');
    expect(text).not.toContain('abcdef1234567890');
  });
});

it('keeps docs/reference/configuration.md equal to the schema', () => {
  const path = fileURLToPath(new URL('../../../../../docs/reference/configuration.md', import.meta.url));
  // stale? npx tsx packages/server/src/platform/config/write-reference.ts
  expect(readFileSync(path, 'utf8')).toBe(configurationReference());
});
