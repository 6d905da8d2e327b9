import type { Operation } from '../contract.ts';
import { isObject } from './cursor.ts';
import { isForeign } from './signature-text.ts';

const MARK = '"weir.';

/**
 * A request that goes to a provider of the client's own dialect, after earlier turns went elsewhere: without the
 * thoughts and signatures that translations put into its history, which this provider would refuse. The same buffer
 * when there are none, which is found by a search of the bytes.
 */
export function withoutForeignThoughts(operation: Operation, body: Buffer): Buffer {
  const clean = CLEANERS[operation.name];
  if (clean === undefined || !body.includes(MARK)) return body;
  let request: unknown;
  try {
    request = JSON.parse(body.toString('utf8'));
  } catch {
    return body;
  }
  return isObject(request) ? Buffer.from(JSON.stringify({ ...request, ...clean(request) })) : body;
}

type Fields = Record<string, unknown>;

const CLEANERS: Readonly<Record<string, (request: Fields) => Fields>> = {
  messages: ({ messages }) => ({ messages: each(messages, withoutBlocks) }),
  'chat.completions': ({ messages }) => ({ messages: each(messages, withoutDetails) }),
  responses: ({ input }) => ({
    input: Array.isArray(input)
      ? input.filter((item) => !isObject(item) || !isForeign(item['encrypted_content']))
      : input,
  }),
};

function each(list: unknown, change: (item: Fields) => Fields): unknown {
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? change(item) : item)) : list;
}

function withoutBlocks(message: Fields): Fields {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return { ...message, content: content.filter((block) => !isObject(block) || !isForeignThought(block)) };
}

function isForeignThought({ type, signature, data }: Fields): boolean {
  return (type === 'thinking' && isForeign(signature)) || (type === 'redacted_thinking' && isForeign(data));
}

function withoutDetails(message: Fields): Fields {
  const { reasoning_details: details, reasoning_content: _thought, ...rest } = message;
  const foreign =
    Array.isArray(details) &&
    details.some(
      (detail) => isObject(detail) && (isForeign(detail['signature']) || isForeign(detail['data'])),
    );
  return foreign ? rest : message;
}
