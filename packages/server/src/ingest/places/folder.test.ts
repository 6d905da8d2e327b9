import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../files/collect.fixture.ts';
import { connector } from '../files/connectors.fixture.ts';
import { deliver } from '../files/testing.fixture.ts';
import { folderPlace, within } from './folder.ts';
import { withManifests } from './manifests.ts';

let root = '';
const now = Date.parse('2026-11-22T12:00:00Z');
const clock = { now: () => now, monotonic: () => 0 };
const signal = new AbortController().signal;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content: string, ageMs = 60_000): Promise<void> {
  const path = join(root, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  await utimes(path, new Date(now - ageMs), new Date(now - ageMs));
}

const listed = (files?: string[]) => collect(folderPlace(root, [root], clock, files).list(signal));

describe('a watched folder', () => {
  it('tells files that stand still, below it and at any depth, and not those still being written', async () => {
    await put('a.csv', 'x');
    await put('2026/11/b.csv', 'x');
    await put('writing.csv', 'x', 1_000);
    await put('.hidden', 'x');
    await put('c.csv.part', 'x');
    expect((await listed()).map(({ name }) => name)).toEqual(['2026/11/b.csv', 'a.csv']);
    expect((await listed(['a.*'])).map(({ name }) => name)).toEqual(['a.csv']);
  });

  it('tells a file that is written anew by another tag, also at the same size and time', async () => {
    await put('a.csv', 'cost 1');
    const [before] = await listed();
    expect((await listed())[0]?.tag).toBe(before?.tag);
    await put('a.csv', 'cost 2');
    expect((await listed())[0]?.tag).not.toBe(before?.tag);
  });

  it('reads what it told', async () => {
    await put('a.csv', 'hello');
    const place = folderPlace(root, [root], clock, undefined);
    const [file] = await collect(place.list(signal));
    const opened = file && (await place.open(file, signal));
    expect(
      Buffer.concat(await collect(opened?.stream() ?? ([][Symbol.iterator]() as never))).toString(),
    ).toBe('hello');
    expect(Buffer.from((await opened?.slice(1, 3)) ?? []).toString()).toBe('el');
    await opened?.close();
  });

  it('does not follow links out of the folders that may be watched', async () => {
    const inside = join(root, 'inside');
    await mkdir(inside);
    await put('secret.csv', 'x');
    await put('inside/own.csv', 'x');
    await symlink(join(root, 'secret.csv'), join(inside, 'link.csv'));
    await symlink(root, join(inside, 'up'));
    const place = folderPlace(inside, [inside], clock, undefined);
    expect((await collect(place.list(signal))).map(({ name }) => name)).toEqual(['own.csv']);
    const stolen = { name: '../secret.csv', size: 1, modifiedAt: new Date(), tag: '' };
    await expect(place.open(stolen, signal)).rejects.toThrow('lies outside the folders');
  });

  it.each(['../x', '/etc', 'a/../../x', `a\0b`])('refuses the folder %j', (folder) => {
    expect(() => within(folder, [root])).toThrow('lies outside the folders that may be watched');
  });

  it('takes folders below a configured one, and none when none is configured', () => {
    expect(within('bills/aws', [root])).toBe(join(root, 'bills/aws'));
    expect(within(join(root, 'x'), ['/other', root])).toBe(join(root, 'x'));
    expect(() => within('x', [])).toThrow('No folder may be watched');
  });

  it('refuses a source over a folder elsewhere when it is made', () => {
    const cur = connector('aws-cur');
    expect(() => cur.check?.({ place: { folder: '/etc' } })).toThrow('No folder may be watched');
    expect(
      cur.settings.safeParse({ place: { folder: 'a', s3: { bucket: 'bucket' } } }).error?.issues[0]?.message,
    ).toMatch('Give either folder or s3');
  });
});

const HEADER =
  'bill_payer_account_id,line_item_product_code,line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,line_item_currency_code,pricing_unit\n';
const row = (day: string, cost: string) =>
  `1,AmazonBedrock,Usage,2026-11-${day}T00:00:00Z,2026-11-${day}T01:00:00Z,USE1-NovaPro-input-tokens,1,${cost},USD,1K tokens\n`;

describe('exports in parts', () => {
  const PARTS = 'export/data/BILLING_PERIOD=2026-11';
  const MANIFEST = 'export/metadata/BILLING_PERIOD=2026-11/export-Manifest.json';
  const manifest = (...names: string[]) =>
    JSON.stringify({
      exportArn: 'arn:export',
      dataFiles: names.map((name) => `s3://bucket/prefix/${PARTS}/${name}`),
    });
  const place = () => withManifests(folderPlace(root, [root], clock, undefined));

  it('are one delivery once all parts are there, and its period says what is gone', async () => {
    await put(`${PARTS}/1.csv`, HEADER + row('01', '1'));
    await put(`${PARTS}/2.csv`, HEADER + row('02', '2'));
    await put(MANIFEST, manifest('1.csv', '2.csv', '3.csv'));
    expect(await collect(place().list(signal))).toEqual([]);
    await put(`${PARTS}/3.csv`, HEADER + row('03', '3'));
    await put('other.csv', 'x');
    const at = place();
    const files = await collect(at.list(signal));
    expect(files.map(({ name }) => name)).toEqual([MANIFEST, 'other.csv']);
    const [first] = files;
    const told = first && (await deliver(connector('aws-cur'), await at.open(first, signal)));
    expect(told?.lines.map(({ cost }) => cost)).toEqual(['1', '2', '3']);
    expect(told?.covered[0]).toEqual({
      since: new Date('2026-11-01T00:00:00Z'),
      until: new Date('2026-12-01T00:00:00Z'),
      gone: 'unmentioned',
      of: { account: '1' },
      provisional: true,
    });
    await put(`${PARTS}/3.csv`, HEADER + row('03', '4'), 30_000);
    expect((await collect(place().list(signal)))[0]?.tag).not.toBe(first?.tag);
  });

  it('say nothing of what is gone when a part is cut', async () => {
    await put(`${PARTS}/1.csv`, HEADER + row('01', '1') + row('02', '2').slice(0, 40));
    await put(MANIFEST, manifest('1.csv'));
    const at = place();
    const [file] = await collect(at.list(signal));
    const told = file && (await deliver(connector('aws-cur'), await at.open(file, signal)));
    expect([told?.lines.length, told?.bad.length, told?.covered]).toEqual([1, 1, []]);
  });

  it('of the legacy report are told by the newest assembly only', async () => {
    const legacy = (assembly: string) =>
      JSON.stringify({
        assemblyId: assembly,
        reportName: 'cur',
        billingPeriod: { start: '20261101T000000.000Z', end: '20261201T000000.000Z' },
        reportKeys: [`cur/20261101-20261201/${assembly}/cur-1.csv`],
      });
    for (const [assembly, age] of [
      ['old', 90_000],
      ['new', 60_000],
    ] as const) {
      await put(`cur/20261101-20261201/${assembly}/cur-1.csv`, HEADER + row('01', '1'), age);
      await put(`cur/20261101-20261201/${assembly}/cur-Manifest.json`, legacy(assembly), age);
    }
    await put('cur/20261101-20261201/cur-Manifest.json', legacy('new'), 60_000);
    await put('cur/20261101-20261201/newer/cur-1.csv', 'its manifest comes last', 50_000);
    const files = await collect(place().list(signal));
    expect(files.map(({ name }) => name)).toEqual(['cur/20261101-20261201/cur-Manifest.json']);
  });
});
