import { type RateLimitView, rateLimitView } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { scopeText } from '../../scopes.ts';
import { limitText } from './print.ts';

export const limitList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list rate limits and how often they refused',
    examples: [['weir limit list', 'all of them, newest first']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/rate-limits', rateLimitView, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) {
        return out.note(
          'No rate limits yet. Create one: weir limit create --metric requests --limit 600 --per key',
        );
      }
      const count =
        (pick: (status: NonNullable<RateLimitView['status']>) => number) => (row: RateLimitView) =>
          row.status === undefined ? '' : formatCount(pick(row.status));
      out.table<RateLimitView>(
        [
          { title: 'LIMIT', value: (row) => row.id },
          { title: 'SCOPE', value: (row) => scopeText(row.scope) },
          { title: 'AT MOST', value: limitText },
          { title: 'QUEUED', value: count(({ queued }) => queued), align: 'right' },
          { title: 'REFUSED', value: count(({ refused }) => refused), align: 'right' },
          { title: 'BUSIEST', value: (row) => busiestText(row) },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });

function busiestText({ status }: RateLimitView): string {
  if (status?.busiest === undefined) return '';
  return `${status.busiest} (${Math.round(status.busiest_percent)}%)`;
}
