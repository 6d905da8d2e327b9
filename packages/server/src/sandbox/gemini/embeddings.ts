import { invalidRequest } from '../api-error.ts';
import { isObject, type Json, optionalInteger } from '../fields.ts';
import { reply } from '../intake.ts';
import { vector } from '../openai/embeddings.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { renderContent, textOf } from './contents.ts';
import { findGemini } from './request.ts';

const DIMENSIONS = 3_072;

/** `embedContent` has one content, `batchEmbedContents` a list of such requests. */
export async function answerEmbed(turn: Turn, name: string, body: Json, batch: boolean): Promise<void> {
  const { model } = findGemini(turn.world.models, name, 'embedding');
  const requests = batch ? body['requests'] : [body];
  if (!Array.isArray(requests) || requests.length === 0) {
    throw invalidRequest('* BatchEmbedContentsRequest.requests: requests is not specified\n');
  }
  const embeddings = requests.filter(isObject).map((request) => {
    if (!isObject(request['content'])) {
      throw invalidRequest('* EmbedContentRequest.content: contents is not specified\n');
    }
    const config = isObject(request['embedContentConfig']) ? request['embedContentConfig'] : request;
    const size = optionalInteger(config, 'outputDimensionality', 1, DIMENSIONS) ?? DIMENSIONS;
    return { values: vector(textOf(request['content']), size, turn.world.seed) };
  });
  const tokens = requests
    .filter(isObject)
    .reduce((sum, { content }) => sum + countTokens(renderContent(content)), 0);
  if (tokens / requests.length > model.contextWindow) {
    throw invalidRequest(`The input token count exceeds the maximum of ${model.contextWindow}.`);
  }
  const usage =
    turn.directives.noUsage === true
      ? {}
      : {
          usageMetadata: {
            promptTokenCount: tokens,
            totalTokenCount: tokens,
            promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }],
          },
        };
  await reply(turn, batch ? { embeddings, ...usage } : { embedding: embeddings[0], ...usage });
}
