import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileConnectors } from '../files/connectors.ts';
import { type SourceHarness, sourceHarness } from '../sources/testing.ts';
import { sendS3 } from './s3-request.ts';
import { KEYS, s3Server } from './s3-server.fixture.ts';

const HEADER =
  'bill_payer_account_id,line_item_product_code,line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,line_item_currency_code,pricing_unit\n';
const row = (day: number, cost: string, currency = 'USD') => {
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  return `1,AmazonBedrock,Usage,${date}T00:00:00Z,${date}T01:00:00Z,USE1-NovaPro-input-tokens,1,${cost},${currency},1K tokens\n`;
};

let root = '';
let bill = '';
let made = 0;
let harness: SourceHarness;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-deliveries-'));
  const clock = { now: () => harness.clock.now(), monotonic: () => 0 };
  const mappings = { known: () => undefined, load: async () => {} };
  harness = await sourceHarness(fileConnectors({ folders: [root], clock, send: sendS3, env: {} }, mappings));
});
afterAll(async () => {
  await harness.close();
  await rm(root, { recursive: true, force: true });
});

async function put(name: string, content: string | Buffer, at = '2026-11-22T09:00:00Z'): Promise<void> {
  const path = join(root, bill, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  await utimes(path, new Date(at), new Date(at));
}

async function costs(): Promise<(string | undefined)[]> {
  const query = { source: bill, since: new Date('2026-11-01'), until: new Date('2026-12-01'), limit: 500 };
  return (await harness.statements.lines(query)).data.map(({ cost }) => cost);
}

/** Runs begin at different times. */
function run() {
  harness.clock.advance(60_000);
  return harness.run(bill);
}

const last = async () => (await harness.registry.sourceRuns.list(bill, {})).data[0];

describe('bills in a watched folder', () => {
  beforeEach(async () => {
    bill = `bill-${++made}`;
    await mkdir(join(root, bill));
    await harness.create({ id: bill, kind: 'aws-cur', settings: { place: { folder: bill } } });
  });

  it('are taken once, whatever is delivered twice or overlaps, and told anew when they change', async () => {
    await put('a.csv', HEADER + row(1, '1') + row(2, '2'));
    await run();
    await run();
    expect(await last()).toMatchObject({ state: 'done', read: 0 });
    await put('copy of a.csv', HEADER + row(1, '1') + row(2, '2'), '2026-11-22T09:10:00Z');
    await put('b.csv', HEADER + row(2, '2') + row(3, '3'), '2026-11-22T09:20:00Z');
    await run();
    expect(await last()).toMatchObject({ read: 4, added: 1, unchanged: 3, revised: 0 });
    await put('a.csv', HEADER + row(1, '1.5') + row(2, '2'), '2026-11-22T09:30:00Z');
    await run();
    expect(await last()).toMatchObject({ read: 2, added: 0, unchanged: 1, revised: 1 });
    expect(await costs()).toEqual(['1.5', '2', '3']);
  });

  it('that are cut land up to the cut, say where it is, and later add only the rest', async () => {
    const whole = gzipSync(
      HEADER + Array.from({ length: 22 }, (_, i) => row(i + 1, `${i}.${i * 7919}`)).join(''),
    );
    await put('a.csv.gz', whole.subarray(0, whole.length - 60));
    await run();
    const cut = await last();
    expect(cut).toMatchObject({ quarantined: 1 });
    const landed = cut?.added ?? 0;
    expect(landed).toBeGreaterThan(2);
    const [bad] = (await harness.registry.quarantine.list(bill, {})).data;
    expect(bad).toMatchObject({
      place: 'a.csv.gz',
      line: landed + 2,
      reason: expect.stringContaining('ends in the middle'),
    });
    await put('a.csv.gz', whole, '2026-11-22T09:30:00Z');
    await run();
    expect(await last()).toMatchObject({ read: 22, added: 22 - landed, unchanged: landed });
  });

  it('in parts replace what they told before: lines that are told no more count no more', async () => {
    const folder = 'x/data/BILLING_PERIOD=2026-11';
    const manifest = JSON.stringify({ exportArn: 'arn:x', dataFiles: [`s3://bucket/${folder}/1.csv`] });
    await put(`${folder}/1.csv`, HEADER + row(1, '1') + row(2, '2'));
    await put('x/metadata/BILLING_PERIOD=2026-11/x-Manifest.json', manifest);
    await run();
    expect(await costs()).toEqual(['1', '2']);
    await put(`${folder}/1.csv`, HEADER + row(2, '2'), '2026-11-22T09:30:00Z');
    await put('x/metadata/BILLING_PERIOD=2026-11/x-Manifest.json', manifest, '2026-11-22T09:31:00Z');
    await run();
    expect(await costs()).toEqual(['2']);
  });

  it('whose rows lack a currency wait in quarantine, and land once mended', async () => {
    await put('a.csv', HEADER + row(1, '1', '') + row(2, '2'));
    await run();
    expect(await costs()).toEqual(['2']);
    const [bad] = (await harness.registry.quarantine.list(bill, {})).data;
    expect(bad?.reason).toContain('The currency is missing');
    const by = { actor: 'ann' };
    await harness.registry.quarantine.mend(
      bill,
      bad?.id ?? '',
      { ...bad?.row, line_item_currency_code: 'USD' },
      by,
    );
    await harness.desk.replay(bill, undefined, by);
    expect(await costs()).toEqual(['1', '2']);
  });
});

it('bills in a bucket are taken once, with sealed credentials', async () => {
  bill = 'bucket';
  const server = await s3Server();
  try {
    await harness.create({
      id: bill,
      kind: 'aws-cur',
      settings: { place: { s3: { bucket: 'bills', endpoint: server.url, allow_private_network: true } } },
      secrets: { access_key_id: KEYS.accessKeyId, secret_access_key: KEYS.secretAccessKey },
    });
    server.objects.set('nov.csv', Buffer.from(HEADER + row(1, '1')));
    await run();
    await run();
    expect(await costs()).toEqual(['1']);
    expect(server.requests.filter((path) => path.includes('nov.csv')).length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(await harness.desk.show(bill))).not.toContain(KEYS.secretAccessKey);
  } finally {
    await server.close();
  }
});
