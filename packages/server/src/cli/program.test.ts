import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, descendants } from './program.ts';
import { createTestIo, fakeControl, runWeir } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const WORKLOAD = {
  id: 'support-bot',
  name: 'Support bot',
  application: 'support',
  environment: 'development',
  stage: 'poc',
  owner: 'ada@example.com',
  approved_models: [],
  tags: {},
  ...STAMPS,
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const io = (options: Parameters<typeof createTestIo>[0] = {}) =>
  createTestIo({ cwd: dir, env: { WEIR_DATA_DIR: dir, USER: 'ada' }, ...options });

/** As it is typed after `weir`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

function onControl(answers: Parameters<typeof fakeControl>[0]) {
  const control = fakeControl(answers);
  return {
    control,
    run: (line: string | string[]) => runWeir(line, { io: io(), openLocalControl: async () => control }),
  };
}

describe('help', () => {
  const program = buildProgram({
    io: io.call(undefined, { env: {} }),
    startUp: async () => 0,
    reload: () => Promise.reject(new Error('not here')),
    openLocalControl: () => Promise.reject(new Error('not here')),
  });
  const leaves = descendants(program).filter((command) => command.commands.length === 0);

  it('names every command and the exit codes', async () => {
    const { code, out } = await runWeir('--help');
    expect(code).toBe(0);
    for (const name of [
      'up',
      'doctor',
      'workload',
      'key',
      'environment',
      'organization',
      'cost-center',
      'team',
      'application',
      'token',
      'audit',
      'cost',
      'call',
      'price',
      'finding',
      'import',
      'demo',
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
    expect(out).toContain('Exit codes:');
  });

  it.each(leaves.map((command) => [pathOf(command)]))('of weir %s has examples and --json', async (name) => {
    const { code, out } = await runWeir(`${name} --help`);
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
    expect(out).toContain(`weir ${name}`);
    expect(out).toContain('--json');
  });

  it('prints the version', async () => {
    expect(await runWeir('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('wrong use', () => {
  it.each([
    ['workloads', 2, /unknown command 'workloads'/, /Did you mean workload\?/],
    ['workload lst', 2, /unknown command 'lst'/, /Did you mean list\?/],
    ['workload list --jsn', 2, /unknown option '--jsn'/, /Did you mean --json\?/],
    ['workload create', 2, /missing required argument 'id'/, /--help/],
    ['workload show a b', 2, /too many arguments/, /--help/],
    ['workload create x --stage prod', 2, /Allowed choices are poc, pilot, production, retired/, /--help/],
    ['workload create x --budget ten', 2, /amount such as 100/, /--help/],
    ['workload create x --budget 0', 2, /amount such as 100/, /--help/],
    ['workload create x --tag novalue', 2, /name=value/, /--help/],
    ['workload change x', 2, /Nothing to change/, /--stage/],
    ['cost-centre list', 2, /unknown command 'cost-centre'/, /Did you mean cost-center\?/],
    ['team change x', 2, /Nothing to change/, /--name/],
    ['cost-center change x --unset team', 2, /unknown option '--unset'/, /--help/],
    ['application change x --unset name', 2, /Allowed choices are team/, /--help/],
    ['organization change', 2, /Nothing to change/, /--time-zone/],
    ['organization change --currency EUR', 2, /unknown option '--currency'/, /--help/],
    ['environment change x', 2, /Nothing to change/, /--missing-tag-policy/],
    ['environment change x --missing-tag-policy strict', 2, /Allowed choices are reject/, /--help/],
    ['environment change x --require onwer', 2, /Allowed choices are organization/, /--help/],
    ['price override create openai --multiplier 2', 2, /required option '--source <text>'/, /--help/],
    ['price override create openai --source s', 2, /No price is given/, /--multiplier/],
    ['price override create openai --source s --multiplier 2 --rate a=1', 2, /More than one/, /exactly one/],
    ['price override create openai --source s --multiplier 2 --until 7d', 2, /is not after now/, /later/],
    ['key create', 2, /required option '--workload <id>'/, /--help/],
    ['key rotate k --grace soon', 2, /--grace is "soon"/, /24h/],
    ['cost --since lately', 2, /--since is "lately"/, /7d/],
    ['cost --since 1d --until 2d', 2, /is not after/, /Swap/],
    ['cost --by ,', 2, /at least one name/, /--help/],
    ['call list --limit 0', 2, /whole number from 1/, /--help/],
    ['import calls x.csv', 2, /required option '--format <format>'/, /--help/],
    ['import calls gone.csv --format csv', 3, /there is no such file/, /gone\.csv/],
    ['import calls . --format csv', 2, /is a directory/, /standard input/],
    ['up --gateway-port 99999', 2, /port from 0 to 65535/, /--help/],
    ['call list --url nonsense', 5, /not an http or https URL/, /4010/],
    ['call list --url http://127.0.0.1:9', 5, /No Weir answers at http:\/\/127\.0\.0\.1:9/, /weir up/],
    ['call list --data-dir gone', 5, /no data directory at .*gone/, /--url/],
  ])('weir %s exits %i', async (line, code, message, remedy) => {
    const result = await runWeir(line, { io: io(), openLocalControl: async () => fakeControl({}) });
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(remedy);
    expect(result).toMatchObject({ code, out: '' });
  });

  it('is told as JSON under --json', async () => {
    const { code, err } = await runWeir('workload create x --budget ten --json');
    expect(code).toBe(2);
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'invalid_argument',
        message: expect.stringContaining('--budget'),
        remedy: 'See --help.',
      },
    });
  });

  it('shows what there is when a group is named alone', async () => {
    const { code, err } = await runWeir('workload');
    expect(code).toBe(2);
    expect(err).toContain('create');
  });
});

describe('errors of the API', () => {
  const failing = (status: number, error: Record<string, unknown>) =>
    onControl({ 'GET /workloads/x': { status, body: { error: { request_id: 'r1', ...error } } } });

  it.each([
    [404, 'not_found', 3],
    [409, 'conflict', 4],
    [400, 'invalid_argument', 2],
    [401, 'admin_token_invalid', 5],
    [500, 'internal', 1],
  ])('%i becomes the exit code of its kind', async (status, code, exit) => {
    const { run } = failing(status, { code, message: 'It went so.', remedy: 'Do this.' });
    const text = await run('workload show x');
    expect(text).toMatchObject({ code: exit, err: 'error: It went so.\nDo this.\n' });
    const json = await run('workload show x --json');
    expect(JSON.parse(json.err).error).toMatchObject({ code, remedy: 'Do this.', request_id: 'r1' });
  });

  it('closes what it opened, also then', async () => {
    const { control, run } = failing(500, { code: 'internal', message: 'no' });
    await run('workload show x');
    expect(control.closed).toBe(1);
  });

  it('says so when someone else answers', async () => {
    const fetch = async () => new Response('<html>nginx</html>', { status: 502 });
    const { code, err } = await runWeir('workload list --url http://h --token t', { io: io({ fetch }) });
    expect(code).toBe(1);
    expect(err).toMatch(/answered 502 with something that is not Weir's: <html>nginx/);
  });

  it('says so when the answer is of another version', async () => {
    const { run } = onControl({ 'GET /workloads/x': { body: { id: 'x' } } });
    expect(await run('workload show x')).toMatchObject({
      code: 5,
      err: expect.stringMatching(/same version/),
    });
  });

  it('tells who holds the data directory', async () => {
    const openLocalControl = () =>
      Promise.reject(new WeirError('data_dir_locked', 'In use by process 7', { remedy: 'Stop it.' }));
    expect(await runWeir('workload list', { io: io(), openLocalControl })).toMatchObject({
      code: 4,
      err: 'error: In use by process 7\nStop it.\n',
    });
  });
});

describe('weir workload create', () => {
  const ANSWERS = {
    'GET /organization': {
      body: { id: 'default', name: 'Default', time_zone: 'UTC', currency: 'EUR', ...STAMPS },
    },
    'POST /workloads': { status: 201, body: WORKLOAD },
    'POST /applications': { status: 201, body: { id: 'support-bot', name: 'support-bot', ...STAMPS } },
    'POST /teams': { status: 201, body: { id: 'support', name: 'support', ...STAMPS } },
    'POST /cost-centers': { status: 201, body: { id: 'cc-1', name: 'cc-1', ...STAMPS } },
  };
  const bodyOf = (control: ReturnType<typeof fakeControl>, line: string) =>
    control.requests.find((request) => request.line === line)?.body;

  it('fills in sensible defaults and creates what is missing, saying so', async () => {
    const { control, run } = onControl(ANSWERS);
    const result = await run('workload create support-bot');
    expect(result).toMatchObject({ code: 0, out: expect.stringContaining('support-bot') });
    expect(result.err).toContain('Created application support-bot.');
    expect(bodyOf(control, 'POST /workloads')).toMatchObject({
      id: 'support-bot',
      application: 'support-bot',
      environment: 'development',
      owner: expect.stringMatching(/./),
    });
  });

  it('passes on everything that was given', async () => {
    const { control, run } = onControl(ANSWERS);
    const { code } = await run(
      'workload create support-bot --application support --env staging --owner ada@example.com --cost-center cc-1 ' +
        '--team support --stage pilot --use-case triage --request-type chat --model gpt-4o* --model claude-* ' +
        '--budget 100 --tag a=b=c --tag d=',
    );
    expect(code).toBe(0);
    expect(control.requests.map((request) => request.line)).toEqual(
      expect.arrayContaining(['POST /cost-centers', 'POST /teams', 'POST /applications', 'POST /workloads']),
    );
    expect(bodyOf(control, 'POST /workloads')).toEqual({
      id: 'support-bot',
      application: 'support',
      environment: 'staging',
      owner: 'ada@example.com',
      cost_center: 'cc-1',
      team: 'support',
      stage: 'pilot',
      use_case: 'triage',
      request_type: 'chat',
      approved_models: ['gpt-4o*', 'claude-*'],
      budget: { amount: '100', currency: 'EUR', period: 'month' },
      tags: { a: 'b=c', d: '' },
    });
    expect(bodyOf(control, 'POST /teams')).toEqual({ id: 'support', cost_center: 'cc-1' });
  });

  it('prints the object of the API and nothing else under --json', async () => {
    const { run } = onControl(ANSWERS);
    const { out, err } = await run('workload create support-bot --json');
    expect(JSON.parse(out)).toEqual(WORKLOAD);
    expect(err).toBe('');
  });
});

describe('where Weir is', () => {
  it('asks the URL that was named, with the token', async () => {
    const seen: { url: string; auth: string | null }[] = [];
    const fetch = async (url: unknown, init?: RequestInit) => {
      seen.push({ url: String(url), auth: new Headers(init?.headers).get('authorization') });
      return Response.json(WORKLOAD);
    };
    const env = { WEIR_ADMIN_URL: 'http://weir.internal:4010/', WEIR_ADMIN_TOKEN: 't0' };
    expect(
      await runWeir('workload show support-bot', {
        io: io({ env, fetch: fetch as typeof globalThis.fetch }),
      }),
    ).toMatchObject({ code: 0 });
    expect(seen).toEqual([
      { url: 'http://weir.internal:4010/api/v1/workloads/support-bot', auth: 'Bearer t0' },
    ]);
  });

  it('keeps an id from reaching another path', async () => {
    const { control, run } = onControl({});
    await run(['workload', 'show', '../keys?x=1']);
    expect(control.requests[0]?.line).toBe('GET /workloads/../keys?x=1');
    expect(control.requests).toHaveLength(1);
  });

  it('makes no data directory just to look into it', async () => {
    const missing = join(dir, 'not-yet');
    await runWeir(['workload', 'list', '--data-dir', missing], { io: io() });
    expect(existsSync(missing)).toBe(false);
  });
});

describe('weir up', () => {
  it('starts with flags over environment and passes on how it ended', async () => {
    const seen: unknown[] = [];
    const startUp = async (config: unknown) => {
      seen.push(config);
      return 1;
    };
    const env = { WEIR_DATA_DIR: dir, WEIR_GATEWAY_PORT: '5000', WEIR_ADMIN_PORT: '5010' };
    const { code } = await runWeir('up --gateway-port 6000 --workers 3', { io: io({ env }), startUp });
    expect(code).toBe(1);
    expect(seen).toMatchObject([
      { gateway: { port: 6000, workers: 3 }, admin: { port: 5010 }, data_dir: dir },
    ]);
  });
});
