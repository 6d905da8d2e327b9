import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CostReport, Page, Proposal, Source, SourceRun } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dollars } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { Books } from './books.ts';
import { runProcess, weir, weirJson } from './command.ts';
import { day, MONTH, SINCE, UNTIL } from './month-fixture.ts';
import { openaiReport } from './openai-report.ts';

/** More than lands at once: calls in batches of 10,000, entries of 1,000, lines of 4,000. */
const CALLS = 24_000;
/** Of those, calls of gpt-4o, which are rerated; the others are of gpt-4o-mini. */
const RERATED = 4_000;
const PROJECTS = 2_500;
/** A thousand tokens in, a hundred out, at 2.50 and 10 dollars per million, and at 0.15 and 0.60. */
const CALL_PICO = 3_500_000_000n;
const SMALL_PICO = 210_000_000n;
const PATIENCE_MS = 60_000;

let home: RunningWeir;
let provider: Server;
let url = '';
/** Called when the provider is asked; may hold the answer back. */
let asked: (path: string) => void = () => {};
const dir = mkdtempSync(join(tmpdir(), 'weir-books-kill-'));
const books = new Books();
const json = <T>(line: string | readonly string[]) => weirJson<T>(home, line);
const total = (filter: string) =>
  json<CostReport>(`cost --by provider --since ${SINCE} --until ${UNTIL} --filter ${filter}`).then(
    (report) => report.total,
  );

beforeAll(async () => {
  provider = createServer((req, res) => {
    const at = new URL(req.url ?? '/', 'http://provider');
    asked(at.pathname);
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(openaiReport(at, books)));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  home = await startWeir({ dir });
  await home.admin.createWorkload('batch');
});
afterAll(async () => {
  await home?.stop();
  provider?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Of all imported calls, with gpt-4o at so many percent of its list price. */
function costOf(percent: bigint): bigint {
  return (CALL_PICO * BigInt(RERATED) * percent) / 100n + SMALL_PICO * BigInt(CALLS - RERATED);
}

/** kill -9, and the next control is there. */
async function killControl(): Promise<void> {
  const before = home.pids('control');
  expect(home.kill('control')).toBe(1);
  await waitFor('another control', PATIENCE_MS, async () => {
    const [now] = home.pids('control');
    if (now === undefined || before.includes(now)) return undefined;
    return (await fetch(`${home.adminUrl}/health`)).ok ? true : undefined;
  });
  await waitFor('its answers', PATIENCE_MS, async () => {
    await home.admin.get('/status');
    return true;
  });
}

describe('after kill -9 of control', () => {
  it('in the middle of an import, the same file makes it whole', async () => {
    const rows = Array.from(
      { length: CALLS },
      (_, n) =>
        `{"call_id":"kill-${n}","at":"${day(1 + (n % 28))}T10:00:00Z","provider":"openai","model":"${n < RERATED ? 'gpt-4o' : 'gpt-4o-mini'}","input_tokens":1000,"output_tokens":100}`,
    );
    writeFileSync(join(dir, 'calls.jsonl'), `${rows.join('\n')}\n`);
    const line = 'import calls calls.jsonl --format jsonl --workload batch --json'.split(' ');
    const broken = runProcess(dir, line);
    await waitFor('some of it in the ledger', PATIENCE_MS, async () =>
      (await total('workload=batch')).calls > 0 ? true : undefined,
    );
    await killControl();
    const there = (await total('workload=batch')).calls;
    console.log(`import: ${there} of ${CALLS} calls were there after the kill, exit ${(await broken).code}`);
    const again = await runProcess(dir, line);
    expect(again.code, again.err).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ read: CALLS, rejected: 0 });
    expect(await total('workload=batch')).toMatchObject({
      calls: CALLS,
      cost: dollars(costOf(100n)),
    });
  });

  it('in the middle of booking a large proposal, every entry is booked once', async () => {
    await weir(
      home,
      `price override create openai gpt-4o --discount-percent 10 --from ${SINCE} --source contract`,
    );
    await weir(home, `price rerate --since ${SINCE} --until ${UNTIL}`);
    const { data } = await json<Page<Proposal>>(`proposal list --state open --month ${MONTH}`);
    const [proposal] = data;
    expect(proposal).toMatchObject({ kind: 'rerate', entries: 2 * RERATED });
    const before = await total('workload=batch');
    const broken = weir(home, `proposal approve ${proposal?.id}`).catch((error: unknown) => String(error));
    await waitFor('some of it in the ledger', PATIENCE_MS, async () =>
      (await total('workload=batch')).cost === before.cost ? undefined : true,
    );
    await killControl();
    const between = (await total('workload=batch')).cost;
    await broken;
    const state = (await json<Proposal>(`proposal show ${proposal?.id}`)).state;
    console.log(`booking: ${before.cost} before, ${between} and state ${state} after the kill`);
    await weir(home, `proposal approve ${proposal?.id}`).catch(() => undefined);
    await waitFor('it to be booked', PATIENCE_MS, async () =>
      (await json<Proposal>(`proposal show ${proposal?.id}`)).state === 'booked' ? true : undefined,
    );
    expect(await total('workload=batch')).toMatchObject({
      calls: CALLS,
      cost: dollars(costOf(90n)),
    });
    const { data: none } = await json<Page<Proposal>>(`proposal list --state open --month ${MONTH}`);
    await weir(home, `price rerate --since ${SINCE} --until ${UNTIL}`);
    expect(none).toEqual([]);
    expect((await json<Page<Proposal>>(`proposal list --state open --month ${MONTH}`)).data).toEqual([]);
  });

  it('in the middle of a run of a source, the next run makes it whole', async () => {
    for (let n = 0; n < PROJECTS; n++) {
      books.bill({
        ...{ provider: 'openai', project: `proj_${n}`, day: day(1 + (n % 28)), requests: 3 },
        model: 'gpt-4o-mini-2024-07-18',
        quantities: { input_tokens: 10_000, output_tokens: 1_000 },
      });
    }
    await weir(home, [
      ...['source', 'create', 'direct', '--kind', 'openai', '--role', 'charges', '--schedule', 'none'],
      ...['--secret', 'admin_key=sk-admin-1', '--setting', `base_url=${url}/v1`],
      ...['--setting', 'allow_private_network=true', '--setting', 'requests_per_minute=6000'],
      ...['--setting', `since=${SINCE}`, '--tag', 'workload=direct'],
    ]);
    let killed: Promise<void> | undefined;
    const costs = new Promise<void>((resolve) => {
      let pages = 0;
      asked = (path) => {
        if (!path.endsWith('/costs') || killed !== undefined) return;
        pages += 1;
        // the totals are asked once the lines are read
        if (pages < 2) return;
        killed = killControl();
        resolve();
      };
    });
    const broken = weir(home, 'source run direct').catch((error: unknown) => String(error));
    await costs;
    await killed;
    await broken;
    asked = () => {};
    const landed = await total('workload=direct');
    const [run] = (await json<Page<SourceRun>>('source runs direct')).data;
    console.log(`source: ${landed.cost} had landed when it was killed, the run is ${run?.state}`);
    expect(run?.state).not.toBe('done');
    expect(Number(landed.cost)).toBeGreaterThan(0);
    expect(landed.cost).not.toBe(dollars(books.total(() => true)));
    await weir(home, 'source run direct --strict');
    expect((await total('workload=direct')).cost).toBe(dollars(books.total(() => true)));
    expect(await json<SourceRun>('source run direct --strict')).toMatchObject({ added: 0, revised: 0 });
    expect((await total('workload=direct')).cost).toBe(dollars(books.total(() => true)));
    expect(await json<Source>('source show direct')).toMatchObject({ quarantined: 0, failures: 0 });
  });
});
