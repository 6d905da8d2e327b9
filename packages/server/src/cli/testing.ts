import { PassThrough, Readable } from 'node:stream';
import type { CliDeps, CliIo, LocalControl } from './ports.ts';
import { runCli } from './program.ts';

/** A world of its own for a command line under test: nothing of the real process is seen or touched. */
export interface TestIo extends CliIo {
  out(): string;
  err(): string;
}

export function createTestIo(options: Partial<CliIo> & { input?: string | Buffer } = {}): TestIo {
  const { input = '', ...rest } = options;
  const stdout = captured();
  const stderr = captured();
  return {
    stdin: Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: {},
    cwd: '/nowhere',
    isTTY: { stdin: false, stdout: false, stderr: false },
    fetch: () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('no network in this test') })),
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    signal: new AbortController().signal,
    out: stdout.text,
    err: stderr.text,
    ...rest,
  };
}

export interface CliResult {
  code: number;
  out: string;
  err: string;
}

/** Runs one command line, written as in a shell without quoting, or as a list. */
export async function runWeir(
  line: string | readonly string[],
  deps: Partial<Omit<CliDeps, 'io'>> & { io?: TestIo } = {},
): Promise<CliResult> {
  const { io = createTestIo(), ...rest } = deps;
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await runCli(argv, {
    io,
    startUp: notHere,
    reload: notHere,
    openLocalControl: notHere,
    ...rest,
  });
  return { code, out: io.out(), err: io.err() };
}

/** A control that answers from a table of `METHOD /path?query` to status and body; it notes what was asked. */
export function fakeControl(
  answers: Readonly<Record<string, { status?: number; body: unknown }>>,
): LocalControl & { requests: { line: string; body: unknown }[]; closed: number } {
  const control = {
    requests: [] as { line: string; body: unknown }[],
    closed: 0,
    async fetch(request: Request): Promise<Response> {
      const url = new URL(request.url);
      const line = `${request.method} ${decodeURIComponent(url.pathname.replace('/api/v1', ''))}${url.search}`;
      const text = await request.text();
      control.requests.push({ line, body: text === '' ? undefined : JSON.parse(text) });
      const answer = answers[line] ?? answers[line.split('?')[0] ?? ''] ?? unknownPath(line);
      return Response.json(answer.body, { status: answer.status ?? 200 });
    },
    async close() {
      control.closed += 1;
    },
  };
  return control;
}

function unknownPath(line: string) {
  const error = { code: 'not_found', message: `There is no ${line}`, request_id: 'req_test' };
  return { status: 404, body: { error } };
}

function captured() {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

function notHere(): Promise<never> {
  return Promise.reject(new Error('this test does not expect to get here'));
}

/** Commands over a control that gives these answers, run in `dir`. */
export function onControl(dir: string, answers: Parameters<typeof fakeControl>[0]) {
  const control = fakeControl(answers);
  const io = () => createTestIo({ cwd: dir, env: { WEIR_DATA_DIR: dir, USER: 'ada' } });
  return {
    control,
    /** Body of the request whose line this is. */
    sent: (line: string) => control.requests.find((request) => request.line === line)?.body,
    run: (line: string | string[]) => runWeir(line, { io: io(), openLocalControl: async () => control }),
  };
}
