import type { Operation } from '../contract.ts';
import { EVENT_STREAM } from '../sse/content-type.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { readAnswer } from './answer.ts';
import { readRequest } from './request.ts';
import { ConverseStreamMeter } from './stream-meter.ts';

export const converse: Operation = {
  name: 'converse',
  path: '/model/{model}/converse',
  billed: true,
  kind: 'chat',
  body: 'json',
  streamTypes: [],
  readRequest: (body, line) => readRequest(body, line, false),
  rewriteRequest: (body) => body,
  readAnswer,
  createStreamMeter: () => new PlainMeter(),
};

/** AWS frames the stream in its own binary way; the platform turns that into events before anybody reads it. */
export const converseStream: Operation = {
  ...converse,
  name: 'converse_stream',
  path: '/model/{model}/converse-stream',
  streamTypes: [...EVENT_STREAM, 'application/vnd.amazon.eventstream'],
  readRequest: (body, line) => readRequest(body, line, true),
  createStreamMeter: () => new ConverseStreamMeter(),
};
