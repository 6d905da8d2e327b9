import { ApiError, invalidRequest } from '../api-error.ts';
import { sendBytes } from '../http.ts';
import { answerPlain, begin, type Route, readForm, reply } from '../intake.ts';
import { hash32 } from '../random.ts';
import { shelfPerWorld } from '../shelf.ts';
import { headersOf } from '../speech.ts';
import type { Exchange } from '../world.ts';

export interface StoredFile {
  id: string;
  createdAt: number;
  filename: string;
  purpose: string;
  content: Buffer;
}

const KEPT = 200;
const PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'];
const shelfOf = shelfPerWorld<StoredFile>(KEPT);

export function findFile({ world, account }: Exchange, id: string): StoredFile | undefined {
  return shelfOf(world).get(account, id);
}

export function storeFile(
  { world, account }: Exchange,
  file: Pick<StoredFile, 'filename' | 'purpose' | 'content'>,
): StoredFile {
  const id = `file-sandbox-${world.nextId(22)}`;
  const stored = { ...file, id, createdAt: Math.floor(world.clock.now() / 1_000) };
  shelfOf(world).put(account, id, stored);
  return stored;
}

export const FILE_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/files$/, answer: upload },
  {
    method: 'GET',
    path: /^\/files$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world, account, target }) => {
        const purpose = target.query.get('purpose');
        const data = shelfOf(world)
          .list(account)
          .filter((file) => purpose === null || file.purpose === purpose)
          .map(describe);
        return { object: 'list', data, has_more: false };
      }),
  },
  {
    method: 'GET',
    path: /^\/files\/([^/]+)$/,
    answer: (exchange, [id = '']) => answerPlain(exchange, () => describe(existing(exchange, id))),
  },
  {
    method: 'GET',
    path: /^\/files\/([^/]+)\/content$/,
    async answer(exchange, [id = '']) {
      const turn = await begin(exchange, hash32(id, exchange.world.seed), '');
      if (turn === undefined) return;
      const { content } = existing(exchange, id);
      await sendBytes(turn, { ...headersOf(turn), 'content-type': 'application/octet-stream' }, content);
    },
  },
  {
    method: 'DELETE',
    path: /^\/files\/([^/]+)$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, ({ world, account }) => {
        existing(exchange, id);
        shelfOf(world).remove(account, id);
        return { id, object: 'file', deleted: true };
      }),
  },
];

async function upload(exchange: Exchange): Promise<void> {
  const { form, seed } = await readForm(exchange);
  const file = form.get('file');
  const purpose = form.get('purpose');
  if (!(file instanceof Blob)) throw invalidRequest("'file' is a required property", 'file');
  if (typeof purpose !== 'string' || !PURPOSES.includes(purpose)) {
    throw invalidRequest(`'purpose' must be one of ${PURPOSES.join(', ')}`, 'purpose');
  }
  const turn = await begin(exchange, seed, '');
  if (turn === undefined) return;
  const content = Buffer.from(await file.arrayBuffer());
  const filename = 'name' in file && typeof file.name === 'string' ? file.name : 'upload';
  await reply(turn, describe(storeFile(exchange, { filename, purpose, content })));
}

function existing(exchange: Exchange, id: string): StoredFile {
  const file = findFile(exchange, id);
  if (file !== undefined) return file;
  throw new ApiError(404, 'not_found', `No such File object: ${id}`, { param: 'id', code: 'file_not_found' });
}

function describe(file: StoredFile): unknown {
  return {
    object: 'file',
    id: file.id,
    purpose: file.purpose,
    filename: file.filename,
    bytes: file.content.length,
    created_at: file.createdAt,
    expires_at: null,
    status: 'processed',
    status_details: null,
  };
}
