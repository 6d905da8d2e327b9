import { answerMessages } from '../anthropic/messages.ts';
import { parseMessagesRequest } from '../anthropic/request.ts';
import { invalidRequest } from '../api-error.ts';
import { begin, type Route, readJson } from '../intake.ts';
import type { Exchange } from '../world.ts';
import { invokeFraming } from './aws-framing.ts';
import { claudeName, findBedrock } from './bedrock-models.ts';
import { answerConverse } from './converse.ts';
import { messagesBody } from './converse-request.ts';

export const BEDROCK_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/model\/([^/]+)\/(invoke|invoke-with-response-stream)$/,
    answer: (exchange, [id = '', verb]) => invoke(exchange, id, verb !== 'invoke'),
  },
  {
    method: 'POST',
    path: /^\/model\/([^/]+)\/(converse|converse-stream)$/,
    answer: (exchange, [id = '', verb]) => converse(exchange, id, verb !== 'converse'),
  },
];

/** The body of InvokeModel is the model's own; the sandbox knows that of Claude. */
async function invoke(exchange: Exchange, id: string, stream: boolean): Promise<void> {
  const found = findBedrock(exchange.world.models, id);
  if (claudeName(id) === undefined) {
    throw invalidRequest('The sandbox answers InvokeModel for Claude only. Use Converse for this model.');
  }
  const { body, seed } = await readJson({ ...exchange, patch: { model: id, stream } });
  if (typeof body['anthropic_version'] !== 'string') {
    throw invalidRequest('Malformed input request: #: required key [anthropic_version] not found');
  }
  const request = parseMessagesRequest(body, true, { find: () => found });
  const turn = await begin(exchange, seed, request.prompt.lastUserText);
  if (turn !== undefined) await answerMessages({ ...turn, framing: invokeFraming() }, request);
}

async function converse(exchange: Exchange, id: string, stream: boolean): Promise<void> {
  const found = findBedrock(exchange.world.models, id);
  const { body, seed } = await readJson(exchange);
  const asked = messagesBody(body, id, found.model.maxOutput);
  const request = parseMessagesRequest(asked, true, { find: () => found });
  const turn = await begin(exchange, seed, request.prompt.lastUserText);
  if (turn !== undefined) await answerConverse(turn, request, stream);
}
