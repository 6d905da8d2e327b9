import { type DataClass, dataClass } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

export const dataClassList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list data classes, newest first',
    examples: [['weir data-class list', 'who may see which data']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/data-classes', dataClass, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) {
        return out.note('No data classes yet. Create one: weir data-class create internal --region eu');
      }
      out.table<DataClass>(
        [
          { title: 'DATA CLASS', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'PROVIDERS', value: (row) => row.allowed_providers.join(', ') || 'all' },
          { title: 'REGIONS', value: (row) => row.allowed_regions.join(', ') || 'all' },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
