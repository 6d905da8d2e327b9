import type { Operation } from '../../contract.ts';
import { rewriteForm } from '../../multipart/form.ts';
import { EVENT_STREAM } from '../../sse/content-type.ts';
import { PlainMeter } from '../../sse/plain-meter.ts';
import { type TypedStream, TypedStreamMeter } from '../typed-stream-meter.ts';
import { readAnswer } from './answer.ts';
import { readRequest } from './request.ts';

/** Tokens of a picture of middling quality: what each preview stands for when the usage does not come. */
const TOKENS_PER_PICTURE = 1_584;

/** Several pictures end with an event each. */
function pictures(kind: string): TypedStream {
  return {
    content: [`${kind}.partial_image`],
    last: `${kind}.completed`,
    once: false,
    estimate: (events) => (events === 0 ? 0 : TOKENS_PER_PICTURE),
  };
}

const GENERATION = pictures('image_generation');
const EDIT = pictures('image_edit');

export const imageGenerations: Operation = {
  name: 'images.generations',
  path: '/images/generations',
  billed: true,
  kind: 'media',
  body: 'json',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest: rewriteForm,
  readAnswer,
  createStreamMeter: () => new TypedStreamMeter(GENERATION),
};

export const imageEdits: Operation = {
  ...imageGenerations,
  name: 'images.edits',
  path: '/images/edits',
  body: 'multipart',
  createStreamMeter: () => new TypedStreamMeter(EDIT),
};

export const imageVariations: Operation = {
  ...imageEdits,
  name: 'images.variations',
  path: '/images/variations',
  streamTypes: [],
  createStreamMeter: () => new PlainMeter(),
};
