import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportEvent } from '@weir/core/contract';
import { createPriceBook, rateUsage } from '@weir/core/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { silentLogger } from '../../platform/log.ts';
import type { ImportOptions } from './fields.ts';
import { importCalls } from './import-calls.ts';

const AZURE_TRACE = fileURLToPath(
  new URL('../../../../../../shared/data/azure-llm-conversation-2023.csv', import.meta.url),
);
const catalog = loadCatalog();
const exclusive = createExclusive();
const priceBook = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });

let directory: string;
let store: Pick<LedgerStore, 'existing' | 'append'>;
let ledger: LedgerStore;

const WORKLOAD_TAGS = {
  application: 'helpdesk',
  owner: 'kim@example.com',
  environment: 'development',
  cost_center: 'cc-1',
  business_process: 'support',
};

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function run(
  file: string | Buffer,
  options: Partial<ImportOptions> = {},
): Promise<Extract<ImportEvent, { type: 'done' }>> {
  const given: ImportOptions = {
    format: 'csv',
    provider: 'openai',
    model: 'gpt-4o',
    map: {},
    ...options,
  };
  const events = importCalls(once(Buffer.from(file as string)), given, {
    store,
    priceBook,
    rateUsage,
    isUnit: (name) => catalog.units.get(name) !== undefined,
    latest: Date.parse('2027-01-01T00:00:00Z'),
    exclusive,
    workload: (id) => (id === 'bot' ? { tags: WORKLOAD_TAGS } : undefined),
  });
  for await (const event of events) if (event.type === 'done') return event;
  throw new Error('the import did not end');
}

async function calls() {
  const range = { since: new Date('2000-01-01T00:00:00Z'), until: new Date('2100-01-01T00:00:00Z') };
  const page = await ledger.calls({ ...range, filter: {}, limit: 100 });
  return Promise.all(page.data.map((call) => ledger.call(call.call_id)));
}

describe('import of calls', () => {
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weir-import-'));
    ledger = await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger });
    store = ledger;
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps the good rows, lists the bad ones by line, and counts identical rows each', async () => {
    const file = [
      'at,input_tokens,output_tokens,team,tag.region,comment',
      '2025-01-05T10:00:00Z,1000,100,care,eu,first',
      '2025-01-05T10:00:00Z,1000,100,care,eu,first',
      'soon,1,1,,,',
      '2025-01-05T10:00:00Z,-5,1,,,',
      '2025-01-05T10:00:00Z,,,,,',
      '2025-01-05T10:00:00Z,1',
      '"2025-01-06 10:00:00.1234567",10,1,,,"two\nlines"',
      '2025-01-05T10:00:00Z,1,1,,,"never closed',
    ].join('\r\n');
    const spoiled = Buffer.concat([Buffer.from(`${file.slice(0, file.lastIndexOf('\r\n'))}\r\n`), BAD_UTF8]);
    const result = await run(spoiled, { workload: 'bot' });
    expect(result).toMatchObject({ read: 8, imported: 3, duplicates: 0, rejected: 5 });
    expect(result.rejections).toEqual([
      { line: 4, reason: 'at is "soon", not a date and time' },
      { line: 5, reason: 'input_tokens is "-5", not a number that is 0 or more' },
      { line: 6, reason: 'no quantity is given: at least one unit such as input_tokens is needed' },
      { line: 7, reason: 'has 2 fields, the header has 6' },
      { line: 10, reason: 'not valid UTF-8' },
    ]);
    // by hand: 2.50 and 10.00 dollars per million: 1000 x 2.5 + 100 x 10, twice, and 10 x 2.5 + 1 x 10 millionths
    expect(result.cost).toBe('0.007035000000');
    const [latest, first] = await calls();
    expect(latest?.started_at).toBe('2025-01-06T10:00:00.123456Z');
    expect(first).toMatchObject({
      source: 'import',
      attribution: 'complete',
      tags: { ...WORKLOAD_TAGS, workload: 'bot', team: 'care', region: 'eu', use_case: 'bot' },
      tag_sources: { owner: 'workload', team: 'metadata', region: 'metadata', use_case: 'derived' },
    });
  });

  it('the same file again imports nothing; another model is another import', async () => {
    const file = 'at,input_tokens\n2025-01-05T10:00:00Z,10\n2025-01-05T10:00:00Z,10\n';
    expect(await run(file)).toMatchObject({ imported: 2, duplicates: 0 });
    expect(await run(file)).toMatchObject({ imported: 0, duplicates: 2, cost: '0.000000000000' });
    expect(await run(file, { model: 'gpt-4o-mini' })).toMatchObject({ imported: 2 });
    expect(await ledger.totals()).toMatchObject({ calls: 4, charges: 4 });
  });

  it('counts a row once though overlapping files are imported at the same time', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => `2025-01-05T10:00:00Z,${i + 1}\n`);
    const files = [rows, rows.slice(1_000), [...rows.slice(3_000), ...rows.slice(0, 3_000)]];
    const results = await Promise.all(files.map((part) => run(`at,input_tokens\n${part.join('')}`)));
    expect(results.reduce((sum, { imported }) => sum + imported, 0)).toBe(5_000);
    expect(await ledger.totals()).toMatchObject({ calls: 5_000 });
  });

  it('refuses rows from the future', async () => {
    const result = await run('at,input_tokens\n2099-01-01T00:00:00Z,10\n2025-01-05T10:00:00Z,10\n');
    expect(result).toMatchObject({
      imported: 1,
      rejections: [{ line: 2, reason: 'at is "2099-01-01T00:00:00Z", which is in the future' }],
    });
  });

  it('reads JSON lines with nested usage and tags, and call ids given by the file', async () => {
    const row = {
      at: 1_736_071_200,
      usage: { input_tokens: 5, output_tokens: 2 },
      tags: { team: 'x', zone: 'b' },
    };
    const file = [
      JSON.stringify({ ...row, call_id: 'own-1', provider: 'anthropic', model: 'claude-3-5-haiku-latest' }),
      JSON.stringify({ ...row, call_id: 'own-1' }),
      '[1]',
      '{"at":',
      JSON.stringify({ ...row, status: 'great' }),
      JSON.stringify({ ...row, usage: { input_tokens: 5, cache_read_tokens: 6 } }),
    ].join('\n');
    const result = await run(file, { format: 'jsonl' });
    expect(result).toMatchObject({ read: 6, imported: 1, duplicates: 1, rejected: 4 });
    expect(result.rejections.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(result.rejections[3]?.reason).toContain('exceeds');
    expect(await ledger.call('own-1')).toMatchObject({
      dialect: 'anthropic',
      tags: { team: 'x', zone: 'b' },
      attribution: 'quarantined',
      usage: { input_tokens: 5, output_tokens: 2 },
    });
  });

  it('maps columns, prices an unknown model by a marked fallback, never at zero', async () => {
    const result = await run('when,tok in\n2025-01-05,100\n', {
      map: { when: 'at', 'tok in': 'input_tokens' },
      model: 'gpt-99-nobody-knows',
    });
    expect(Number(result.cost)).toBeGreaterThan(0);
    expect((await calls())[0]).toMatchObject({ priced: false, estimated: true });
  });

  const present = existsSync(AZURE_TRACE);
  it.skipIf(!present)(
    `takes the Azure trace in under five seconds at the sum worked by hand${present ? '' : ' (skipped: file not there)'}`,
    async () => {
      const bytes = readFileSync(AZURE_TRACE);
      // processor time, all threads: what it takes on an idle machine, however busy this one is
      const before = process.cpuUsage();
      const result = await run(bytes, { format: 'azure-trace', workload: 'bot' });
      const { user, system } = process.cpuUsage(before);
      expect(result).toMatchObject({ read: 19_366, imported: 19_366, duplicates: 0, rejected: 0 });
      expect(result.cost).toBe(sumByHand(bytes.toString(), 2_500_000n, 10_000_000n));
      expect((user + system) / 1e6).toBeLessThan(5);
      const report = await ledger.costs({
        since: new Date('2023-11-16T00:00:00Z'),
        until: new Date('2023-11-17T00:00:00Z'),
        by: [],
        filter: {},
        interval: 'hour',
        timeZone: 'UTC',
        sandbox: 'include',
      });
      expect(report.total.cost).toBe(result.cost);
      expect(report.rows.map((row) => row.calls).reduce((a, b) => a + b)).toBe(19_366);
      const again = await run(bytes, { format: 'azure-trace', workload: 'bot' });
      expect(again).toMatchObject({ imported: 0, duplicates: 19_366, cost: '0.000000000000' });
    },
  );
});

describe('import of a file of another kind', () => {
  beforeEach(() => {
    const unreachable = () => Promise.reject(new Error('the ledger must not be asked'));
    store = { existing: unreachable, append: unreachable };
  });

  it.each<[string, string, Partial<ImportOptions>]>([
    ['', 'The file is empty', {}],
    ['a,b\n1,2\n', 'No column says when', {}],
    ['at,at\n', 'twice', {}],
    ['at;input_tokens\n', 'separated by commas', {}],
    ['at,input_tokens\n', '"TIMESTAMP, ContextTokens', { format: 'azure-trace' }],
    ['at,x\n', 'does not have', { map: { y: 'input_tokens' } }],
    ['at,x\n', 'not a field', { map: { x: 'inputtokens' } }],
    ['at,x\n', 'no workload', { workload: 'nobody' }],
  ])('refuses the file %j: %s', async (file, reason, options) => {
    const text = reason.replace('"', '');
    await expect(run(file, options)).rejects.toThrow(text);
  });
});

/** Rates in pico-dollars per token. */
function sumByHand(text: string, input: bigint, output: bigint): string {
  let pico = 0n;
  for (const line of text.trim().split(/\r?\n/).slice(1)) {
    const [, context, generated] = line.split(',');
    pico += BigInt(context ?? 0) * input + BigInt(generated ?? 0) * output;
  }
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

const BAD_UTF8 = Buffer.concat([
  Buffer.from('2025-01-05T10:00:00Z,1,1,,,'),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('\r\n'),
]);
