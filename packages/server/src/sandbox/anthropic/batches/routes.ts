import { ApiError, invalidRequest } from '../../api-error.ts';
import { isObject } from '../../fields.ts';
import { sendBytes } from '../../http.ts';
import { askInside } from '../../inside.ts';
import { answerPlain, begin, type Route, readJson, reply } from '../../intake.ts';
import { hash32 } from '../../random.ts';
import { shelfPerWorld } from '../../shelf.ts';
import { headersOf } from '../../speech.ts';
import type { Exchange } from '../../world.ts';
import { describeMessageBatch, type MessageBatch, resultLines } from './batch.ts';

const KEPT = 200;
const shelfOf = shelfPerWorld<MessageBatch>(KEPT);

export const MESSAGE_BATCH_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/messages\/batches$/, answer: create },
  {
    method: 'GET',
    path: /^\/messages\/batches$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world, account }) => {
        const batches = shelfOf(world).list(account);
        return {
          data: batches.map((batch) => describe(exchange, batch)),
          has_more: false,
          first_id: batches[0]?.id ?? null,
          last_id: batches.at(-1)?.id ?? null,
        };
      }),
  },
  {
    method: 'GET',
    path: /^\/messages\/batches\/([^/]+)$/,
    async answer(exchange, [id = '']) {
      const turn = await begin(exchange, hash32(id, exchange.world.seed), '');
      if (turn === undefined) return;
      const batch = existing(exchange, id);
      await advance(exchange, batch);
      await reply(turn, describe(exchange, batch));
    },
  },
  {
    method: 'GET',
    path: /^\/messages\/batches\/([^/]+)\/results$/,
    async answer(exchange, [id = '']) {
      const turn = await begin(exchange, hash32(id, exchange.world.seed), '');
      if (turn === undefined) return;
      const batch = existing(exchange, id);
      if (batch.status !== 'ended') {
        throw invalidRequest(`Batch ${id} has no results yet: its processing has not ended.`);
      }
      const headers = { ...headersOf(turn), 'content-type': 'application/x-jsonl' };
      await sendBytes(turn, headers, Buffer.from(resultLines(batch)));
    },
  },
  {
    method: 'POST',
    path: /^\/messages\/batches\/([^/]+)\/cancel$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, ({ world }) => {
        const batch = existing(exchange, id);
        if (batch.status === 'in_progress') {
          batch.status = 'canceling';
          batch.cancelledAt = world.clock.now();
        }
        return describe(exchange, batch);
      }),
  },
  {
    method: 'DELETE',
    path: /^\/messages\/batches\/([^/]+)$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, ({ world, account }) => {
        if (existing(exchange, id).status !== 'ended') {
          throw invalidRequest(`Batch ${id} cannot be deleted while it is processing. Cancel it first.`);
        }
        shelfOf(world).remove(account, id);
        return { id, type: 'message_batch_deleted' };
      }),
  },
];

async function create(exchange: Exchange): Promise<void> {
  const { world, account } = exchange;
  const { body, seed } = await readJson(exchange);
  const requests = requestsOf(body['requests']);
  const turn = await begin(exchange, seed, '');
  if (turn === undefined) return;
  const batch: MessageBatch = {
    id: `msgbatch_sandbox_${world.nextId(24)}`,
    status: 'in_progress',
    createdAt: world.clock.now(),
    pollsLeft: turn.directives.batchPolls ?? 1,
    requests,
    results: [],
  };
  shelfOf(world).put(account, batch.id, batch);
  await reply(turn, describe(exchange, batch));
}

function requestsOf(value: unknown): MessageBatch['requests'] {
  if (!Array.isArray(value)) throw invalidRequest('requests: Field required');
  if (value.length === 0) throw invalidRequest('requests: at least one request is required');
  const seen = new Set<string>();
  return value.map((request: unknown, i) => {
    const customId = isObject(request) ? request['custom_id'] : undefined;
    if (!isObject(request) || typeof customId !== 'string') {
      throw invalidRequest(`requests.${i}.custom_id: Field required`);
    }
    if (seen.has(customId)) throw invalidRequest(`requests.${i}.custom_id: '${customId}' is not unique`);
    if (!isObject(request['params'])) throw invalidRequest(`requests.${i}.params: Field required`);
    seen.add(customId);
    return { customId, parameters: request['params'] };
  });
}

/** Each look at a batch moves it on: so many times in progress, then ended. */
async function advance(exchange: Exchange, batch: MessageBatch): Promise<void> {
  if (batch.status === 'ended') return;
  if (batch.status === 'in_progress' && batch.pollsLeft > 0) {
    batch.pollsLeft -= 1;
    return;
  }
  const canceled = batch.status === 'canceling';
  batch.status = 'ended';
  batch.endedAt = exchange.world.clock.now();
  for (const { parameters } of batch.requests) {
    batch.results.push(canceled ? 'canceled' : await askInside(exchange, '/v1/messages', parameters));
  }
}

function existing({ world, account }: Exchange, id: string): MessageBatch {
  const batch = shelfOf(world).get(account, id);
  if (batch !== undefined) return batch;
  throw new ApiError(404, 'not_found', `Batch ${id} not found`);
}

function describe({ req, target }: Exchange, batch: MessageBatch): unknown {
  const path = target.prefixed ? '/anthropic' : '';
  return describeMessageBatch(batch, `http://${req.headers.host ?? 'sandbox'}${path}`);
}
