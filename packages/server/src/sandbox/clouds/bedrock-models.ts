import { ApiError } from '../api-error.ts';
import { type FoundModel, guessModel, type ModelIndex } from '../models.ts';

/** `us.anthropic.claude-haiku-4-5-20251001-v1:0`, also as the last part of an inference profile's ARN. */
const CLAUDE = /(?:^|[./])anthropic\.(claude-.+?)(?:-v\d+(?::\d+)*(?::\w+)?)?$/;
const OTHERS =
  /(?:^|[./])(amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai|google|nvidia|moonshot|minimax)\.(.+)$/;

/** The name Anthropic itself gives a model; undefined when the id is not one of Claude. */
export function claudeName(id: string): string | undefined {
  return CLAUDE.exec(id)?.[1];
}

/** Models of others are guessed: any name of a known maker is answered. */
export function findBedrock(models: ModelIndex, id: string): FoundModel {
  const claude = claudeName(id);
  const found = claude === undefined ? undefined : models.find('anthropic', claude);
  if (found !== undefined) return { ...found, answersAs: id };
  if (claude === undefined && OTHERS.test(id)) {
    return { model: guessModel('anthropic', id, 'chat'), answersAs: id };
  }
  throw new ApiError(400, 'invalid_request', 'The provided model identifier is invalid.');
}
