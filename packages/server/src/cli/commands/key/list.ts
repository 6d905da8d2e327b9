import { type Key, key } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  workload?: string;
}

export const keyList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list keys; secrets are never shown',
    examples: [
      ['weir key list', 'all keys'],
      ['weir key list --workload support-bot', 'those of one workload'],
    ],
    define: (command) => addPagingOptions(command.option('--workload <id>', 'only keys of this workload')),
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/keys', key, { workload: options.workload }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No keys. Create one: weir key create --workload <id>');
      out.table<Key>(
        [
          { title: 'KEY', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'WORKLOAD', value: (row) => row.workload },
          { title: 'SECRET', value: (row) => `${row.prefix}...` },
          { title: 'STATE', value: (row) => row.state },
          {
            title: 'EXPIRES (UTC)',
            value: (row) => (row.expires_at ? formatInstant(row.expires_at) : 'never'),
          },
          {
            title: 'LAST USED (UTC)',
            value: (row) => (row.last_used_at ? formatInstant(row.last_used_at) : '-'),
          },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
