import { type AdminToken, adminToken } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

export const tokenList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list admin tokens, newest first; never their secrets',
    examples: [['weir token list', 'who may get in']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/admin-tokens', adminToken, {}, options);
      if (out.json) return out.data(list);
      out.table<AdminToken>(
        [
          { title: 'TOKEN', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'SECRET STARTS', value: (row) => row.prefix },
          { title: 'STATE', value: (row) => row.state },
          { title: 'CREATED (UTC)', value: (row) => formatInstant(row.created_at) },
          {
            title: 'REVOKED (UTC)',
            value: (row) => (row.revoked_at === undefined ? '' : formatInstant(row.revoked_at)),
          },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
