import type { RequestFacts, RequestLine } from '../../contract.ts';
import { optionalCount, optionalFlag, requiredText, textOrNothing } from '../../json/narrow.ts';
import type { Fields } from '../../json/read-fields.ts';
import { readForm } from '../../multipart/form.ts';
import { Resources } from '../../resources.ts';
import { MODEL_LENGTH } from '../request.ts';

const WANTED = new Set(['model', 'n', 'quality', 'stream', 'partial_images', 'user']);
/** The most output tokens an image takes at a quality (wide format), as OpenAI states them for its models. */
const TOKENS: Readonly<Record<string, number>> = { low: 408, medium: 1_584, high: 6_240 };
const MOST_TOKENS = 6_240;
const PARTIAL_TOKENS = 100;
/** What OpenAI takes for variations, and took for all, when the caller names none. */
const DEFAULT_MODEL = 'dall-e-2';
const FILE_ID = Buffer.from('"file_id"');

/** Generations, edits and variations differ only in what Weir need not know. */
export function* readRequest(body: Buffer, line: RequestLine): Generator<void, RequestFacts> {
  const { fields, fileBytes } = yield* readForm(body, line, WANTED);
  const resources = new Resources();
  if (fileBytes === 0) resources.addTexts(body, FILE_ID);
  return {
    model: fields['model'] === undefined ? DEFAULT_MODEL : requiredText(fields, 'model', MODEL_LENGTH),
    stream: optionalFlag(fields, 'stream'),
    maxOutputTokens: tokensOf(fields),
    choices: Math.max(1, optionalCount(fields, 'n') ?? 1),
    user: textOrNothing(fields['user']),
    metadata: undefined,
    mustAskForUsage: false,
    ...(fileBytes === 0 ? {} : { mediaBytes: fileBytes }),
    ...(resources.found === undefined ? {} : { resources: resources.found }),
  };
}

function tokensOf(fields: Fields): number {
  const quality = textOrNothing(fields['quality']) ?? '';
  const partials = optionalCount(fields, 'partial_images') ?? 0;
  return (TOKENS[quality] ?? MOST_TOKENS) + partials * PARTIAL_TOKENS;
}
