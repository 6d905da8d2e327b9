import { apiUrl, type Query } from './client.ts';
import { ApiFailure, failureOf, unreachable } from './failure.ts';

interface ErrorLine {
  type: 'error';
  code: string;
  message: string;
}

interface SendOptions {
  query?: Query;
  /** A file goes as it is, anything else as JSON. */
  body?: Blob | object;
  signal?: AbortSignal;
}

const isErrorLine = (event: { type: string }): event is ErrorLine => event.type === 'error';

/**
 * Posts and hands out the events of the answer as they come, one JSON object a line. The answer has begun when something
 * fails, so a failure is its last line: thrown as `ApiFailure` like any other.
 */
export async function* postEvents<E extends { type: string }>(
  path: string,
  { query, body, signal }: SendOptions = {},
): AsyncGenerator<Exclude<E, { type: 'error' }>, void> {
  const isFile = body instanceof Blob;
  const response = await fetch(apiUrl(path, query), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': isFile ? 'application/octet-stream' : 'application/json' },
    body: isFile ? body : JSON.stringify(body ?? {}),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await failureOf(response);
  for await (const line of linesOf(response)) {
    const event = JSON.parse(line) as E;
    if (isErrorLine(event)) throw new ApiFailure(response.status, event);
    yield event as Exclude<E, { type: 'error' }>;
  }
}

/** Lines of a text that is still being sent; the last needs no end. */
async function* linesOf(response: Response): AsyncGenerator<string, void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
