import { hasWord } from '../json/search.ts';
import { mediaBytes } from '../media.ts';
import { Resources } from '../resources.ts';

const IMAGES = ['"image_url"', '"input_image"'].map((word) => Buffer.from(word));
const AUDIO = Buffer.from('"input_audio"');
const FILE_ID = Buffer.from('"file_id"');

/** What a request asks of a model and says of its size beyond its text. */
export interface Demands {
  readonly needs: readonly string[] | undefined;
  readonly mediaBytes: number | undefined;
  readonly resources: readonly string[] | undefined;
}

export interface DemandSource {
  readonly body: Buffer;
  /** Messages or items: only looked into when not all of them are plain text. */
  readonly conversation: unknown;
  readonly tools: boolean;
  readonly structured: boolean;
  /** An answer in sound is asked for. */
  readonly speech: boolean;
  /** What other fields named. */
  readonly resources?: Resources;
}

const NONE: Demands = { needs: undefined, mediaBytes: undefined, resources: undefined };

/** Plain text conversations, nearly all calls, cost one look at each message. */
export function readDemands(source: DemandSource): Demands {
  const { body } = source;
  const parts = hasParts(source.conversation);
  if (!parts && !source.tools && !source.structured && !source.speech) {
    return source.resources === undefined ? NONE : { ...NONE, resources: source.resources.found };
  }
  const needs: string[] = [];
  if (source.tools) needs.push('tools');
  if (parts && IMAGES.some((word) => hasWord(body, word))) needs.push('vision');
  if (source.structured) needs.push('structured_output');
  if (source.speech || (parts && hasWord(body, AUDIO))) needs.push('audio');
  const media = parts ? mediaBytes(body) : 0;
  return {
    needs: needs.length === 0 ? undefined : needs,
    mediaBytes: media === 0 ? undefined : media,
    resources: resourcesOf(source, parts),
  };
}

function resourcesOf({ body, resources }: DemandSource, parts: boolean): readonly string[] | undefined {
  if (!parts) return resources?.found;
  const all = resources ?? new Resources();
  all.addTexts(body, FILE_ID);
  return all.found;
}

/** True when a message holds more than text, or when they were too large to be read (`readFields` leaves []). */
function hasParts(conversation: unknown): boolean {
  if (!Array.isArray(conversation)) return false;
  for (const message of conversation) {
    const content: unknown = (message as { content?: unknown } | null)?.content;
    if (typeof content !== 'string' && content !== null && content !== undefined) return true;
  }
  return conversation.length === 0;
}

export function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
