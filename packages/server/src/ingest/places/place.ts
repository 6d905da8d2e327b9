import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Place, SecretField, Secrets } from '../sources/port.ts';
import { folderPlace, within } from './folder.ts';
import { withManifests } from './manifests.ts';
import { s3Place } from './s3.ts';
import { type SendS3, s3Settings } from './s3-request.ts';

const glob = z.string().min(1).max(500);

/** Where files of a source lie: one of the two. */
export const placeSettings = z
  .object({
    /** Below one of the folders that the configuration names in ingest.folders. */
    folder: z.string().min(1).max(1_000).optional(),
    s3: s3Settings.optional(),
    /** File names that are taken, `*` for anything; default: all. */
    files: z.array(glob).max(100).optional(),
  })
  .strict()
  .refine(({ folder, s3 }) => (folder === undefined) !== (s3 === undefined), {
    message: 'Give either folder or s3.',
  });
export type PlaceSettings = z.infer<typeof placeSettings>;

export const PLACE_SECRETS: readonly SecretField[] = [
  {
    name: 'access_key_id',
    required: false,
    hint: 'Of the bucket; default: AWS_ACCESS_KEY_ID of the environment.',
  },
  {
    name: 'secret_access_key',
    required: false,
    hint: 'Of the bucket; default: AWS_SECRET_ACCESS_KEY of the environment.',
  },
  { name: 'session_token', required: false, hint: 'Of temporary credentials; default: AWS_SESSION_TOKEN.' },
];

export interface PlaceDeps {
  /** Absolute paths below which folders may be watched: `ingest.folders` of the configuration. */
  readonly folders: readonly string[];
  readonly clock: Clock;
  /** For S3: sends a signed request. */
  readonly send: SendS3;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder?: { settleMs?: number };
}

/** The place that settings name; undefined when they name none. `check`: only whether it may be used. Throws `invalid_argument`. */
export function placeOf(
  settings: unknown,
  secrets: Secrets,
  deps: PlaceDeps,
  only?: 'check',
): Place | undefined {
  if (settings === undefined) return undefined;
  const { folder, s3, files } = placeSettings.parse(settings);
  if (folder !== undefined) {
    const path = within(folder, deps.folders);
    return only === 'check'
      ? undefined
      : withManifests(folderPlace(path, deps.folders, deps.clock, files, deps.folder));
  }
  if (s3 === undefined || only === 'check') return undefined;
  return withManifests(s3Place(s3, credentialsOf(secrets, deps.env), deps, files));
}

function credentialsOf(secrets: Secrets, env: PlaceDeps['env']) {
  const own = secrets['access_key_id'] !== undefined;
  const accessKeyId = own ? secrets['access_key_id'] : env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = own ? secrets['secret_access_key'] : env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = own ? secrets['session_token'] : env['AWS_SESSION_TOKEN'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new WeirError('invalid_argument', 'No credentials for the bucket are known', {
      field: 'secrets.access_key_id',
      remedy:
        'Set access_key_id and secret_access_key of the source, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment.',
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
