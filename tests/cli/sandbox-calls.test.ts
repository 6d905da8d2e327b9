import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costReport } from '@weir/core/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliResult, createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { openSharedControl, type SharedControl } from './control.ts';

const TRACE = 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n';

let control: SharedControl;
beforeAll(async () => {
  control = await openSharedControl();
  writeFileSync(join(control.dir, 'trace.csv'), TRACE);
  const real =
    'import calls trace.csv --format azure-trace --provider openai --model gpt-4 --workload playground';
  expect((await weir(real)).code).toBe(0);
  expect((await weir('demo --no-live --days 2')).code).toBe(0);
});
afterAll(() => control.dispose());

function weir(line: string): Promise<CliResult> {
  const io = createTestIo({ cwd: control.dir, env: { WEIR_DATA_DIR: control.dir }, now: Date.now });
  return runWeir(line, { io, openLocalControl: control.open });
}

it('weir cost says that it left sandbox calls out when it finds no others', async () => {
  const empty = await weir('cost --by workload --since 2d');
  expect(empty).toMatchObject({ code: 0, out: '' });
  expect(empty.err).toMatch(
    /No calls of a real provider .* [\d,]+ sandbox calls are left out; add --sandbox include/,
  );

  const counted = costReport.parse(JSON.parse((await weir('cost --since 2d --sandbox include --json')).out));
  expect(counted.total.calls).toBeGreaterThan(0);
  expect((await weir('cost --by workload --since 2d --sandbox exclude')).err).toContain('left out');
  expect((await weir('cost --by workload --since 2d --sandbox include')).out).toMatch(/^total /m);
});

it('weir cost keeps quiet about them when there are none, or real calls are found', async () => {
  const none = await weir('cost --since 2020-01-01 --until 2020-02-01');
  expect(none.err).toContain('No calls in this range');
  expect(none.err).not.toContain('left out');
  expect((await weir('cost --since all')).err).not.toContain('left out');
});

it('weir call list leaves no sandbox call out', async () => {
  expect((await weir('call list --since 2d --limit 1')).out).toMatch(/ sandbox\b/);
});
