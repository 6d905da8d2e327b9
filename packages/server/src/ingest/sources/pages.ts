import { WeirError } from '@weir/core/errors';
import { type Fields, isFields } from './fields.ts';

/** Pages that a provider may tell at most; beyond that it repeats itself. */
const MOST_PAGES = 10_000;

/** A page as OpenAI and Anthropic tell them. */
export interface Page {
  data: readonly Fields[];
  next: string | undefined;
}

/** Follows `has_more` and `next_page`. Throws `upstream_malformed` when a page is none or leads in a circle. */
export async function* pagesOf(
  what: string,
  fetch: (page: string | undefined) => Promise<unknown>,
): AsyncGenerator<readonly Fields[]> {
  let page: string | undefined;
  const before = new Set<string>();
  for (let n = 0; n < MOST_PAGES; n++) {
    const { data, next } = readPage(what, await fetch(page));
    yield data;
    if (next === undefined) return;
    if (before.has(next)) throw malformed(what, 'leads from page to page in a circle');
    before.add(next);
    page = next;
  }
  throw malformed(what, `has more than ${MOST_PAGES} pages`);
}

function readPage(what: string, body: unknown): Page {
  if (!isFields(body) || !Array.isArray(body['data'])) throw malformed(what, 'holds no "data"');
  const data = body['data'].filter(isFields);
  if (data.length !== body['data'].length)
    throw malformed(what, 'holds something in "data" that is no object');
  if (body['has_more'] !== true) return { data, next: undefined };
  const next = body['next_page'];
  if (typeof next !== 'string' || next === '') throw malformed(what, 'says there is more and not where');
  return { data, next };
}

export function malformed(what: string, problem: string): WeirError {
  return new WeirError('upstream_malformed', `The answer of ${what} ${problem}`, {
    remedy: 'Look whether base_url is right; if it is, the next run tries again.',
  });
}
