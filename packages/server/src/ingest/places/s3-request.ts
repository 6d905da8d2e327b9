import { WeirError } from '@weir/core/errors';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { guardedLookup, guardedUrl } from '../../providers/platforms/address-guard.ts';
import { NodeSha256 } from '../../providers/platforms/bedrock/sha256.ts';

export const s3Settings = z
  .object({
    bucket: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/, 'the name of a bucket'),
    prefix: z.string().max(1_000).default(''),
    /** Part of the address where there is no endpoint. */
    region: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,100}$/, 'the name of a region')
      .default('us-east-1'),
    /** Of a store that is not AWS: MinIO, R2 and others. */
    endpoint: z.url().max(2_048).optional(),
    /** `https://host/bucket/key` instead of `https://bucket.host/key`; default: where there is an endpoint. */
    path_style: z.boolean().optional(),
    /** The endpoint may lie in a private network, and be http. */
    allow_private_network: z.boolean().default(false),
  })
  .strict();
export type S3Settings = z.infer<typeof s3Settings>;

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface S3Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: AsyncIterable<Uint8Array>;
}

/** Sends one GET. */
export type SendS3 = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  options: { allowPrivate: boolean; signal: AbortSignal },
) => Promise<S3Answer>;

const agents = new Map<boolean, Agent>();

/** The check of private addresses is made on the address that is connected to. */
export const sendS3: SendS3 = async (url, headers, { allowPrivate, signal }) => {
  let agent = agents.get(allowPrivate);
  if (agent === undefined) {
    agent = new Agent({
      connect: { lookup: guardedLookup(allowPrivate), timeout: 10_000 },
      bodyTimeout: 60_000,
    });
    agents.set(allowPrivate, agent);
  }
  const answer = await request(url, { headers: { ...headers }, dispatcher: agent, signal });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body };
};

/** Where an object lies; an empty key is the bucket itself. */
export function addressOf(settings: S3Settings, key: string): URL {
  const { bucket, region, endpoint } = settings;
  const base = guardedUrl(endpoint ?? `https://s3.${region}.amazonaws.com`, {
    allowPrivate: settings.allow_private_network,
    whose: 'The endpoint of the bucket',
  });
  // a dot in the name fits no wildcard certificate
  const pathStyle = settings.path_style ?? (endpoint !== undefined || bucket.includes('.'));
  const path = key.split('/').map(escaped).join('/');
  const root = base.pathname.replace(/\/+$/, '');
  const url = new URL(base.origin);
  if (!pathStyle) url.hostname = `${bucket}.${base.hostname}`;
  url.pathname = pathStyle ? `${root}/${bucket}/${path}` : `${root}/${path}`;
  return url;
}

/** As S3 signs it: everything but letters, digits and `-._~`. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Headers of a GET with Signature Version 4 for S3 added. */
export async function signedGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  credentials: S3Credentials,
  region: string,
  clock: Clock,
): Promise<Record<string, string>> {
  const [{ SignatureV4 }, { HttpRequest }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/protocol-http'),
  ]);
  const signer = new SignatureV4({
    credentials: { ...credentials },
    region,
    service: 's3',
    sha256: NodeSha256,
    // S3 takes the path as it is sent
    uriEscapePath: false,
    applyChecksum: true,
  });
  const unsigned = new HttpRequest({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.host,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
  });
  const { headers: all } = await signer.sign(unsigned, { signingDate: new Date(clock.now()) });
  const { host: _, ...signed } = all;
  return signed;
}

/** What a store says no with, as people can act on it. */
export function refusal(status: number, code: string, bucket: string, key: string): WeirError {
  const what = key === '' ? `The bucket ${bucket}` : `${key} in the bucket ${bucket}`;
  if (status === 403 || status === 401) {
    return new WeirError('invalid_argument', `${what} may not be read with these credentials (${code})`, {
      field: 'secrets.access_key_id',
      remedy:
        'They need s3:ListBucket of the bucket and s3:GetObject of its files; check the region as well.',
    });
  }
  if (status === 404) {
    return new WeirError('not_found', `${what} does not exist (${code})`, {
      field: 'settings.place.s3.bucket',
      remedy: 'Check bucket, prefix and endpoint.',
    });
  }
  if (status === 301 || status === 307 || status === 400) {
    return new WeirError(
      'invalid_argument',
      `${what} lies elsewhere or is asked for wrongly (${status} ${code})`,
      {
        field: 'settings.place.s3.region',
        remedy: 'Check region, endpoint and path_style.',
      },
    );
  }
  return new WeirError('upstream_unreachable', `${what} cannot be read now (${status} ${code})`);
}
