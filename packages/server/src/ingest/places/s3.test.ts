import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { collect } from '../files/collect.fixture.ts';
import type { PlacedFile } from '../sources/port.ts';
import { placeOf } from './place.ts';
import { s3Place } from './s3.ts';
import { addressOf, s3Settings, sendS3 } from './s3-request.ts';
import { KEYS, type S3Server, s3Server } from './s3-server.fixture.ts';

let server: S3Server;
const signal = new AbortController().signal;

beforeEach(async () => {
  server = await s3Server({ pageSize: 2 });
});
afterEach(() => server.close());

const settings = (more = {}) =>
  s3Settings.parse({
    bucket: 'bills',
    endpoint: server.url,
    prefix: 'cur/',
    allow_private_network: true,
    ...more,
  });
const place = (more = {}, credentials = KEYS, files?: string[]) =>
  s3Place(settings(more), credentials, { clock: systemClock, send: sendS3 }, files);

async function only(): Promise<PlacedFile> {
  const [file] = await collect(place().list(signal));
  if (file === undefined) throw new Error('nothing is listed');
  return file;
}

describe('a bucket', () => {
  it('is listed over all pages, signed, with names whatever characters they have', async () => {
    for (const name of ["a b+c&d (1)'é.csv", 'x/1.csv', 'x/2.csv', 'y.parquet'])
      server.objects.set(`cur/${name}`, Buffer.from(name));
    server.objects.set('cur/', Buffer.alloc(0));
    server.objects.set('elsewhere.csv', Buffer.from('x'));
    const files = await collect(place().list(signal));
    expect(files.map(({ name }) => name)).toEqual(["a b+c&d (1)'é.csv", 'x/1.csv', 'x/2.csv', 'y.parquet']);
    expect((await collect(place({}, KEYS, ['*.parquet']).list(signal))).map(({ name }) => name)).toEqual([
      'y.parquet',
    ]);
    for (const file of files) {
      const opened = await place().open(file, signal);
      expect(Buffer.concat(await collect(opened.stream())).toString()).toBe(file.name);
    }
  });

  it('is read by ranges', async () => {
    server.objects.set('cur/a', Buffer.from('0123456789'));
    const opened = await place().open(await only(), signal);
    expect(Buffer.from(await opened.slice(2, 5)).toString()).toBe('234');
    expect(await opened.slice(5, 5)).toHaveLength(0);
  });

  it('is asked again when it is busy, and a download that breaks off goes on where it was', async () => {
    const content = Buffer.from(`${'x'.repeat(200_000)}end`);
    server.objects.set('cur/a', content);
    const file = await only();
    let faults: (number | 'cut' | undefined)[] = [503, 'cut', 'cut'];
    server.fault = () => faults.shift();
    const opened = await place().open(file, signal);
    expect(Buffer.concat(await collect(opened.stream())).equals(content)).toBe(true);
    faults = [500, 500, 500, 500, 500];
    await expect(collect(opened.stream())).rejects.toThrow('cannot be read now (500 SlowDown)');
  });

  it('says so when a file was replaced while it was read, and the next run reads the new one', async () => {
    server.objects.set('cur/a', Buffer.from('old'));
    const file = await only();
    server.objects.set('cur/a', Buffer.from('new'));
    await expect(collect((await place().open(file, signal)).stream())).rejects.toThrow('PreconditionFailed');
    expect((await only()).tag).not.toBe(file.tag);
  });

  it('says what wrong credentials and missing buckets need', async () => {
    const wrong = { ...KEYS, secretAccessKey: 'other' };
    await expect(collect(place({}, wrong).list(signal))).rejects.toMatchObject({
      message: expect.stringContaining('may not be read with these credentials (SignatureDoesNotMatch)'),
      remedy: expect.stringContaining('s3:ListBucket'),
    });
    server.fault = () => 404;
    await expect(collect(place().list(signal))).rejects.toThrow('does not exist');
  });

  it.each([
    [{}, 'https://bills.s3.us-east-1.amazonaws.com/a/b%20c'],
    [{ region: 'eu-central-1', path_style: true }, 'https://s3.eu-central-1.amazonaws.com/bills/a/b%20c'],
    [{ bucket: 'with.dot' }, 'https://s3.us-east-1.amazonaws.com/with.dot/a/b%20c'],
    [{ endpoint: 'https://minio.example.com/s3/' }, 'https://minio.example.com/s3/bills/a/b%20c'],
    [{ endpoint: 'https://r2.example.com', path_style: false }, 'https://bills.r2.example.com/a/b%20c'],
  ])('of %j lies at %s', (more, url) => {
    expect(addressOf(s3Settings.parse({ bucket: 'bills', ...more }), 'a/b c').href).toBe(url);
  });

  it('does not lie at metadata addresses, nor unencrypted on the open net', () => {
    const at = (endpoint: string) => () => addressOf(s3Settings.parse({ bucket: 'bills', endpoint }), '');
    expect(at('http://169.254.169.254')).toThrow('metadata');
    expect(at('http://minio.example.com')).toThrow('unencrypted');
    expect(() => s3Settings.parse({ bucket: 'bills', region: 'evil.example/' })).toThrow('region');
  });

  it('takes credentials of the source, or of the environment, never half of each', () => {
    const deps = {
      folders: [],
      clock: systemClock,
      send: sendS3,
      env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    };
    const s3 = { s3: { bucket: 'bills' } };
    expect(placeOf(s3, {}, deps)).toBeDefined();
    expect(() => placeOf(s3, { access_key_id: 'x' }, deps)).toThrow('No credentials');
    expect(() => placeOf(s3, {}, { ...deps, env: {} })).toThrow('No credentials');
  });
});
