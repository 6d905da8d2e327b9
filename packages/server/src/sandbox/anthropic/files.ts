import { ApiError, invalidRequest } from '../api-error.ts';
import { answerPlain, begin, type Route, readForm, reply } from '../intake.ts';
import { shelfPerWorld } from '../shelf.ts';
import type { Exchange } from '../world.ts';

interface AnthropicFile {
  id: string;
  createdAt: number;
  filename: string;
  mimeType: string;
  bytes: number;
}

const KEPT = 200;
const shelfOf = shelfPerWorld<AnthropicFile>(KEPT);

/** Uploaded files cannot be downloaded again, as with the real API; so their content is not kept. */
export const ANTHROPIC_FILE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/files$/,
    async answer(exchange) {
      const { world, account } = exchange;
      const { form, seed } = await readForm(exchange);
      const file = form.get('file');
      if (!(file instanceof Blob)) throw invalidRequest('file: Field required');
      const turn = await begin(exchange, seed, '');
      if (turn === undefined) return;
      const stored: AnthropicFile = {
        id: `file_sandbox_${world.nextId(20)}`,
        createdAt: world.clock.now(),
        filename: 'name' in file && typeof file.name === 'string' ? file.name : 'upload',
        mimeType: file.type === '' ? 'application/octet-stream' : file.type,
        bytes: file.size,
      };
      shelfOf(world).put(account, stored.id, stored);
      await reply(turn, describe(stored));
    },
  },
  {
    method: 'GET',
    path: /^\/files$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world, account }) => {
        const files = shelfOf(world).list(account);
        return {
          data: files.map(describe),
          has_more: false,
          first_id: files[0]?.id ?? null,
          last_id: files.at(-1)?.id ?? null,
        };
      }),
  },
  {
    method: 'GET',
    path: /^\/files\/([^/]+)$/,
    answer: (exchange, [id = '']) => answerPlain(exchange, () => describe(existing(exchange, id))),
  },
  {
    method: 'DELETE',
    path: /^\/files\/([^/]+)$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, ({ world, account }) => {
        existing(exchange, id);
        shelfOf(world).remove(account, id);
        return { id, type: 'file_deleted' };
      }),
  },
];

function existing({ world, account }: Exchange, id: string): AnthropicFile {
  const file = shelfOf(world).get(account, id);
  if (file !== undefined) return file;
  throw new ApiError(404, 'not_found', `File not found: ${id}`);
}

function describe(file: AnthropicFile): unknown {
  return {
    type: 'file',
    id: file.id,
    filename: file.filename,
    mime_type: file.mimeType,
    size_bytes: file.bytes,
    created_at: new Date(file.createdAt).toISOString(),
    downloadable: false,
  };
}
