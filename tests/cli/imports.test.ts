import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callSummary, page } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { openSharedControl, type SharedControl } from './control.ts';

let control: SharedControl;
beforeAll(async () => {
  control = await openSharedControl();
});
afterAll(() => control.dispose());

function weir(line: string, options: Parameters<typeof createTestIo>[0] = {}) {
  const io = createTestIo({
    cwd: control.dir,
    env: { WEIR_DATA_DIR: control.dir, USER: 'ada' },
    now: Date.now,
    ...options,
  });
  return runWeir(line, { io, openLocalControl: control.open });
}

const file = (name: string, text: string) => writeFileSync(join(control.dir, name), text);

describe('weir import calls', () => {
  it('imports an Azure trace once, at the price of its day', async () => {
    file(
      'trace.csv',
      'TIMESTAMP,ContextTokens,GeneratedTokens\n' +
        '2023-11-16 18:15:46.6805900,374,44\n' +
        '2023-11-16 18:15:50.9951690,396,109\n',
    );
    const command =
      'import calls trace.csv --format azure-trace --provider openai --model gpt-4 --workload playground';
    const first = JSON.parse((await weir(`${command} --json`)).out);
    // gpt-4: 30 USD per million input tokens, 60 per million output: (374 + 396) x 30 + (44 + 109) x 60 = 32,280 / 1e6
    expect(first).toMatchObject({ read: 2, imported: 2, duplicates: 0, rejected: 0 });
    expect(Number(first.cost)).toBeCloseTo(0.03228, 10);

    const again = await weir(command);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toMatch(/^imported +0$/m);
    expect(again.out).toMatch(/^duplicates +2$/m);
    expect((await weir('cost --since 2023-01-01 --until 2024-01-01')).out).toMatch(/^total +0\.03228 USD$/m);
  });

  it('takes the good lines of a broken file and names the others', async () => {
    file(
      'broken.csv',
      'when,in,out\n2026-11-01T10:00:00Z,100,10\nnot a time,1,1\n2026-11-01T10:00:01Z,-5,1\n',
    );
    const command =
      'import calls broken.csv --format csv --map when=at --map in=input_tokens --map out=output_tokens ' +
      '--provider openai --model gpt-4o --workload playground';
    const result = await weir(command);
    expect(result.code).toBe(0);
    expect(result.out).toMatch(/^imported +1$/m);
    expect(result.out).toMatch(/^rejected +2$/m);
    expect(result.err).toMatch(/line 3: .+/);
    expect(result.err).toMatch(/line 4: .+/);
    expect((await weir(`${command} --strict`)).code).toBe(1);
  });

  it('reads standard input', async () => {
    const input = `${JSON.stringify({ at: '2026-11-02T10:00:00Z', provider: 'openai', model: 'gpt-4o', input_tokens: 5, output_tokens: 1 })}\n`;
    const result = await weir('import calls - --format jsonl --workload playground --json', { input });
    expect(JSON.parse(result.out)).toMatchObject({ read: 1, imported: 1 });
    const { data } = page(callSummary).parse(
      JSON.parse((await weir('call list --since all --all --json')).out),
    );
    expect(data.filter((call) => call.source === 'import')).toHaveLength(4);
  });

  it('shows how far it is on a terminal, and leaves no trace of it', async () => {
    const isTTY = { stdin: false, stdout: false, stderr: true };
    const { err } = await weir(
      'import calls trace.csv --format azure-trace --provider openai --model gpt-4 --workload playground',
      {
        isTTY,
      },
    );
    if (err !== '') expect(err.endsWith('\u001b[2K')).toBe(true);
  });

  it.each([
    ['--format csv --map nothing', 2, /name=value/],
    ['--format csv --map a=no_such_field', 2, /no_such_field/],
    ['--format csv --workload nobody', 2, /nobody/],
  ])('refuses %s', async (options, code, message) => {
    const result = await weir(`import calls trace.csv ${options}`);
    expect(result.err).toMatch(message);
    expect(result.code).toBe(code);
  });

  it('says when a file is nothing it can read', async () => {
    file('binary.csv', '\u0000\u0001\u0002');
    const result = await weir(
      'import calls binary.csv --format azure-trace --provider openai --model gpt-4 --workload playground',
    );
    expect(result.code).not.toBe(0);
    expect(result.err).toMatch(/^error: .+/);
  });
});
