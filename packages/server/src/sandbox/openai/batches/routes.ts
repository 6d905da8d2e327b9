import { ApiError, invalidRequest } from '../../api-error.ts';
import { requiredString } from '../../fields.ts';
import { answerPlain, begin, type Route, readJson, reply } from '../../intake.ts';
import { hash32 } from '../../random.ts';
import { shelfPerWorld } from '../../shelf.ts';
import type { Exchange } from '../../world.ts';
import { findFile } from '../files.ts';
import { type Batch, describeBatch } from './batch.ts';
import { parseLines } from './lines.ts';
import { advance, reach } from './run.ts';

const KEPT = 200;
const ENDPOINTS = [
  '/v1/responses',
  '/v1/chat/completions',
  '/v1/embeddings',
  '/v1/completions',
  '/v1/moderations',
];
const shelfOf = shelfPerWorld<Batch>(KEPT);

export const BATCH_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/batches$/, answer: create },
  {
    method: 'GET',
    path: /^\/batches$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world, account }) => {
        const batches = shelfOf(world).list(account);
        return {
          object: 'list',
          data: batches.map(describeBatch),
          first_id: batches[0]?.id ?? null,
          last_id: batches.at(-1)?.id ?? null,
          has_more: false,
        };
      }),
  },
  {
    method: 'GET',
    path: /^\/batches\/([^/]+)$/,
    async answer(exchange, [id = '']) {
      const turn = await begin(exchange, hash32(id, exchange.world.seed), '');
      if (turn === undefined) return;
      const batch = existing(exchange, id);
      await advance(exchange, batch);
      await reply(turn, describeBatch(batch));
    },
  },
  {
    method: 'POST',
    path: /^\/batches\/([^/]+)\/cancel$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, () => {
        const batch = existing(exchange, id);
        if (batch.status !== 'validating' && batch.status !== 'in_progress') {
          throw invalidRequest(`Cannot cancel a batch with status '${batch.status}'.`);
        }
        reach(exchange, batch, 'cancelling');
        return describeBatch(batch);
      }),
  },
];

async function create(exchange: Exchange): Promise<void> {
  const { world, account } = exchange;
  const { body, seed } = await readJson(exchange);
  const endpoint = requiredString(body, 'endpoint');
  if (!ENDPOINTS.includes(endpoint)) {
    throw invalidRequest(
      `Invalid value: '${endpoint}'. Supported values are: ${ENDPOINTS.join(', ')}.`,
      'endpoint',
      'invalid_value',
    );
  }
  if (body['completion_window'] !== '24h') {
    throw invalidRequest("Invalid 'completion_window': expected '24h'.", 'completion_window');
  }
  const inputFileId = requiredString(body, 'input_file_id');
  const file = findFile(exchange, inputFileId);
  if (file === undefined || file.purpose !== 'batch') {
    throw invalidRequest(
      `Invalid 'input_file_id': no file '${inputFileId}' was uploaded with purpose 'batch'.`,
      'input_file_id',
    );
  }
  const turn = await begin(exchange, seed, JSON.stringify(body['metadata'] ?? ''));
  if (turn === undefined) return;
  const batch: Batch = {
    id: `batch_sandbox_${world.nextId(24)}`,
    endpoint,
    inputFileId,
    metadata: body['metadata'],
    status: 'validating',
    reached: { validating: Math.floor(world.clock.now() / 1_000) },
    pollsLeft: turn.directives.batchPolls ?? 1,
    ...parseLines(file.content, endpoint),
    completed: 0,
    failed: 0,
  };
  shelfOf(world).put(account, batch.id, batch);
  await reply(turn, describeBatch(batch));
}

function existing({ world, account }: Exchange, id: string): Batch {
  const batch = shelfOf(world).get(account, id);
  if (batch !== undefined) return batch;
  throw new ApiError(404, 'not_found', `No batch found with id '${id}'.`, { code: 'batch_not_found' });
}
