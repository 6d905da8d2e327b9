import type { Operation } from '../../contract.ts';
import { rewriteModel } from '../../json/rewrite-model.ts';
import { EVENT_STREAM } from '../../sse/content-type.ts';
import { responsesStreamError } from '../errors.ts';
import { readAnswer } from './answer.ts';
import { readRequest } from './request.ts';
import { ResponsesStreamMeter } from './stream-meter.ts';

export const responses: Operation = {
  name: 'responses',
  path: '/responses',
  billed: true,
  kind: 'chat',
  body: 'json',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest: rewriteModel,
  readAnswer,
  createStreamMeter: () => new ResponsesStreamMeter(),
  streamError: responsesStreamError,
};
