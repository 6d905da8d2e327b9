import type { StatementLine } from '@weir/core/contract';
import { countField, type Fields, furtherOf, given, instantField, textField } from '../sources/fields.ts';
import { lineId, type RowContext, RowProblem } from '../sources/index.ts';

/** `organization/usage/<endpoint>`. */
export const USAGE_ENDPOINTS = [
  'completions',
  'embeddings',
  'moderations',
  'images',
  'audio_speeches',
  'audio_transcriptions',
  'vector_stores',
  'code_interpreter_sessions',
] as const;
export type UsageEndpoint = (typeof USAGE_ENDPOINTS)[number];

interface Quantity {
  unit?: string;
  quantity?: bigint;
  description: string;
}

/** What is not counted in a unit of the catalog is kept as it was told. */
const FURTHER = [
  'images',
  'size',
  'source',
  'usage_bytes',
  'num_sessions',
  'sessions',
  'api_source',
] as const;

/**
 * Lines of a result of `organization/usage/*`, one per token type. They partition what was used, as charges do: cached,
 * audio and image tokens are not among `input_tokens`. The requests are told by the first.
 */
export function usageLines(row: Fields, ctx: RowContext): StatementLine[] {
  const endpoint = endpointOf(row);
  const since = instantField(row, 'start_time');
  const names = {
    project: textField(row, 'project_id'),
    key: textField(row, 'api_key_id'),
    user: textField(row, 'user_id'),
    model: textField(row, 'model'),
    tier: tierOf(row),
  };
  const further = furtherOf(row, FURTHER);
  const requests = countField(row, 'num_model_requests');
  const account = ctx.settings['organization'];
  return quantities(endpoint, row).map(({ unit, quantity, description }, index) => ({
    source: ctx.source,
    id: lineId(
      'usage',
      endpoint,
      since,
      ...Object.values(names),
      textField(row, 'size'),
      textField(row, 'source'),
      unit,
    ),
    version: ctx.version,
    tells: 'usage',
    provider: 'openai',
    category: 'model_usage',
    since,
    until: instantField(row, 'end_time'),
    ...given({ account: typeof account === 'string' ? account : undefined, ...names }),
    ...given({ unit, quantity: quantity?.toString(), further }),
    ...(requests === undefined || index > 0 ? {} : { requests: Number(requests) }),
    currency: 'USD',
    description: `${names.model ?? endpoint}: ${description}`,
    tags: {},
  }));
}

function endpointOf(row: Fields): UsageEndpoint {
  const endpoint = USAGE_ENDPOINTS.find((known) => known === row['endpoint']);
  if (endpoint !== undefined) return endpoint;
  throw new RowProblem(`endpoint is none of ${USAGE_ENDPOINTS.join(', ')}. Correct it and replay the row.`);
}

function tierOf(row: Fields): string | undefined {
  return row['batch'] === true ? 'batch' : textField(row, 'service_tier');
}

function quantities(endpoint: UsageEndpoint, row: Fields): Quantity[] {
  switch (endpoint) {
    case 'completions':
      return tokens(row);
    case 'embeddings':
    case 'moderations':
      return [{ unit: 'input_tokens', quantity: required(row, 'input_tokens'), description: 'input tokens' }];
    case 'images':
      return [{ quantity: required(row, 'images'), description: 'images' }];
    case 'audio_speeches':
      return [
        { unit: 'input_characters', quantity: required(row, 'characters'), description: 'characters spoken' },
      ];
    case 'audio_transcriptions':
      return [
        {
          unit: 'input_audio_seconds',
          quantity: required(row, 'seconds'),
          description: 'seconds transcribed',
        },
      ];
    case 'vector_stores':
      return [{ quantity: required(row, 'usage_bytes'), description: 'bytes kept in vector stores' }];
    case 'code_interpreter_sessions':
      return [
        {
          quantity: countField(row, 'num_sessions') ?? required(row, 'sessions'),
          description: 'sessions of the code interpreter',
        },
      ];
  }
}

function tokens(row: Fields): Quantity[] {
  const of = (name: string) => countField(row, name) ?? 0n;
  const input = required(row, 'input_tokens');
  const output = required(row, 'output_tokens');
  const cachedAudio = of('input_cached_audio_tokens');
  const cachedImage = of('input_cached_image_tokens');
  const audio = of('input_audio_tokens') - cachedAudio;
  const image = of('input_image_tokens') - cachedImage;
  const cached = of('input_cached_tokens') - cachedAudio - cachedImage;
  const written = of('input_cache_write_tokens');
  const outAudio = of('output_audio_tokens');
  const outImage = of('output_image_tokens');
  const parts: [string, bigint, string][] = [
    ['input_tokens', input - cached - cachedAudio - cachedImage - audio - image - written, 'input tokens'],
    ['cache_read_tokens', cached, 'cached input tokens'],
    ['cache_write_tokens', written, 'cache write tokens'],
    ['input_audio_tokens', audio, 'audio input tokens'],
    ['cache_audio_read_tokens', cachedAudio, 'cached audio input tokens'],
    ['input_image_tokens', image, 'image input tokens'],
    ['cache_image_read_tokens', cachedImage, 'cached image input tokens'],
    ['output_tokens', output - outAudio - outImage, 'output tokens'],
    ['output_audio_tokens', outAudio, 'audio output tokens'],
    ['output_image_tokens', outImage, 'image output tokens'],
  ];
  const impossible = parts.find(([, quantity]) => quantity < 0n);
  if (impossible !== undefined) {
    throw new RowProblem(
      `The parts are more than the whole: ${impossible[2]} would be ${impossible[1]}. Correct the counts and replay the row, or dismiss it.`,
    );
  }
  return parts
    .filter(([unit, quantity]) => quantity > 0n || unit === 'input_tokens')
    .map(([unit, quantity, description]) => ({ unit, quantity, description }));
}

function required(row: Fields, name: string): bigint {
  const value = countField(row, name);
  if (value !== undefined) return value;
  throw new RowProblem(`${name} is missing. Add it and replay the row.`);
}
