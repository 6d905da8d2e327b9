import { type Page, page } from '@weir/core/contract';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { ApiClient, Query } from './api-client.ts';
import { positiveInteger } from './options.ts';
import type { Output } from './output/output.ts';

export interface PagingOptions {
  limit?: number;
  cursor?: string;
  all?: boolean;
}

/** Largest page the API gives. */
const PAGE_LIMIT = 500;

export function addPagingOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'at most this many', positiveInteger)
    .option('--cursor <cursor>', 'go on where a page ended (its next_cursor)')
    .option('--all', 'every page, one after the other');
}

/** One page as the API gave it, or with `--all` (or a limit above one page) several joined into one. */
export async function fetchPages<T>(
  client: ApiClient,
  path: string,
  item: z.ZodType<T>,
  query: Query,
  options: PagingOptions,
): Promise<Page<T>> {
  const wanted = options.all === true ? Number.POSITIVE_INFINITY : options.limit;
  const data: T[] = [];
  let cursor: string | null | undefined = options.cursor;
  do {
    const left = wanted === undefined ? undefined : Math.min(wanted - data.length, PAGE_LIMIT);
    const next: Page<T> = await client.get(path, page(item), {
      ...query,
      limit: left,
      cursor: cursor ?? undefined,
    });
    data.push(...next.data);
    cursor = next.next_cursor;
  } while (cursor !== null && wanted !== undefined && data.length < wanted);
  return { data, next_cursor: cursor };
}

/** Tells people how to go on when there is more. */
export function noteMore(out: Output, { next_cursor }: Pick<Page<unknown>, 'next_cursor'>): void {
  if (next_cursor !== null) out.note(`More: --cursor ${next_cursor}, or --all`);
}
