import { type Route, route } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { candidatesText } from './print.ts';

export const routeList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list routes, newest first',
    examples: [['weir route list', 'names that clients may ask for besides models']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/routes', route, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) {
        return out.note('No routes yet. Create one: weir route create fast --model gpt-4o-mini');
      }
      out.table<Route>(
        [
          { title: 'ROUTE', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'STRATEGY', value: (row) => row.strategy },
          { title: 'STANDS FOR', value: candidatesText },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
