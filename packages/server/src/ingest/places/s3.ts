import { setTimeout as wait } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import { XMLParser } from 'fast-xml-parser';
import type { Clock } from '../../platform/clock.ts';
import { matcher } from '../files/columns.ts';
import type { OpenFile, Place, PlacedFile } from '../sources/port.ts';
import {
  addressOf,
  refusal,
  type S3Answer,
  type S3Credentials,
  type S3Settings,
  type SendS3,
  signedGet,
} from './s3-request.ts';

const TRIES = 4;
const FIRST_WAIT_MS = 250;
const LARGEST_LIST = 16 * 1024 * 1024;

export interface S3Deps {
  readonly clock: Clock;
  readonly send: SendS3;
}

/** A bucket of AWS or of a store that speaks its protocol. Names are keys behind the prefix. */
export function s3Place(
  settings: S3Settings,
  credentials: S3Credentials,
  { clock, send }: S3Deps,
  files: readonly string[] | undefined,
): Place {
  const wanted = files === undefined ? undefined : matcher(files);
  const { bucket, prefix } = settings;

  /** An answer of 2xx; a store that is busy or unreachable is asked again. */
  async function get(
    key: string,
    query: Record<string, string>,
    headers: Record<string, string>,
    signal: AbortSignal,
  ) {
    const url = addressOf(settings, key);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // as it is signed: a space is %20, never +
    url.search = url.search.replaceAll('+', '%20');
    for (let attempt = 1; ; attempt++) {
      const answer = await ask(url, headers, signal);
      if (answer instanceof Error) {
        if (attempt === TRIES) throw unreachable(url, answer);
      } else if (answer.status < 300) {
        return answer;
      } else {
        const code = codeOf(await textOf(answer.body, 64 * 1024));
        if ((answer.status < 500 && answer.status !== 429) || attempt === TRIES) {
          throw refusal(answer.status, code, bucket, key);
        }
      }
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
    }
  }

  async function ask(
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<S3Answer | Error> {
    const signed = await signedGet(url, headers, credentials, settings.region, clock);
    try {
      return await send(url, signed, { allowPrivate: settings.allow_private_network, signal });
    } catch (error) {
      if (error instanceof WeirError || signal.aborted) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async function* list(signal: AbortSignal): AsyncGenerator<PlacedFile> {
    let token: string | undefined;
    do {
      const query: Record<string, string> = { 'list-type': '2', 'max-keys': '1000', prefix };
      if (token !== undefined) query['continuation-token'] = token;
      const answer = await get('', query, {}, signal);
      const page = listing(await textOf(answer.body, LARGEST_LIST));
      for (const { key, size, modified, etag } of page.objects) {
        const name = key.slice(prefix.length).replace(/^\/+/, '');
        if (name === '' || key.endsWith('/')) continue;
        if (wanted !== undefined && !wanted(name) && !wanted(name.split('/').at(-1))) continue;
        yield { name, size, modifiedAt: new Date(modified), tag: etag };
      }
      token = page.next;
    } while (token !== undefined);
  }

  function open(file: PlacedFile, signal: AbortSignal): OpenFile {
    const key = keyOf(prefix, file.name);
    const same = { 'if-match': file.tag };
    return {
      name: file.name,
      size: file.size,
      modifiedAt: file.modifiedAt,
      async *stream() {
        // a download that breaks off goes on where it was
        let at = 0;
        for (let breaks = 0; at < file.size; breaks++) {
          const answer = await get(key, {}, at === 0 ? same : { ...same, range: `bytes=${at}-` }, signal);
          try {
            for await (const chunk of answer.body) {
              at += chunk.length;
              yield chunk;
            }
          } catch (error) {
            if (signal.aborted || breaks === TRIES) throw error;
          }
          if (breaks > TRIES)
            throw unreachable(addressOf(settings, key), new Error('the download breaks off'));
        }
      },
      async slice(start, end) {
        if (end <= start) return new Uint8Array();
        const answer = await get(key, {}, { ...same, range: `bytes=${start}-${end - 1}` }, signal);
        const bytes = await bytesOf(answer.body);
        // a store that does not know ranges sends everything
        return answer.status === 206 ? bytes : bytes.subarray(start, end);
      },
      close: async () => {},
    };
  }

  return { list, open: async (file, signal) => open(file, signal) };
}

/** The name is what follows the prefix; a slash between them belongs to neither. */
function keyOf(prefix: string, name: string): string {
  return prefix === '' || prefix.endsWith('/') ? `${prefix}${name}` : `${prefix}/${name}`;
}

interface Listing {
  objects: { key: string; size: number; modified: string; etag: string }[];
  next?: string;
}

const xml = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'Contents',
  trimValues: false,
});

function listing(text: string): Listing {
  const parsed = xml.parse(text) as { ListBucketResult?: Record<string, unknown> };
  const result = parsed.ListBucketResult;
  if (result === undefined) {
    throw new WeirError(
      'upstream_malformed',
      'The store answers the list of the bucket with something else',
      {
        field: 'settings.place.s3.endpoint',
        remedy: 'Check that the endpoint speaks the protocol of S3.',
      },
    );
  }
  const contents = (result['Contents'] ?? []) as Record<string, string>[];
  const next = result['IsTruncated'] === 'true' ? result['NextContinuationToken'] : undefined;
  return {
    objects: contents.map((one) => ({
      key: one['Key'] ?? '',
      size: Number(one['Size'] ?? 0),
      modified: one['LastModified'] ?? '',
      etag: one['ETag'] ?? '',
    })),
    ...(typeof next === 'string' ? { next } : {}),
  };
}

function codeOf(text: string): string {
  return /<Code>([\w.]{1,80})<\/Code>/.exec(text)?.[1] ?? 'no reason given';
}

async function bytesOf(body: AsyncIterable<Uint8Array>, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new WeirError('upstream_malformed', 'The answer of the store is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function textOf(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  return (await bytesOf(body, limit)).toString();
}

function unreachable(url: URL, cause: Error): WeirError {
  return new WeirError('upstream_unreachable', `${url.host} cannot be reached`, {
    field: 'settings.place.s3.endpoint',
    remedy: 'Check endpoint and region; the next run tries again.',
    cause,
  });
}
