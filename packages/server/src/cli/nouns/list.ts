import { defineCommand } from '../command.ts';
import { formatInstant } from '../output/figures.ts';
import type { Column } from '../output/table.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../paging.ts';
import type { CliDeps } from '../ports.ts';
import type { Noun, NounRecord } from './noun.ts';

export const nounList = <T extends NounRecord>(deps: CliDeps, noun: Noun<T>) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: `list ${noun.label}s, newest first`,
    examples: [
      [`weir ${noun.name} list`, 'which there are'],
      [`weir ${noun.name} list --all --json | jq -r ".data[].id"`, 'ids for a script'],
    ],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), noun.path, noun.schema, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note(`No ${noun.label}s yet. Create one: weir ${noun.name} create ${noun.example}`);
      out.table(columnsOf(noun), list.data);
      noteMore(out, list);
    },
  });

function columnsOf<T extends NounRecord>({ label, parent }: Noun<T>): Column<T>[] {
  return [
    { title: label.toUpperCase(), value: (row) => row.id },
    { title: 'NAME', value: (row) => row.name },
    ...(parent === undefined
      ? []
      : [{ title: parent.label.toUpperCase(), value: (row: T) => parent.of(row) ?? '' }]),
    { title: 'CREATED (UTC)', value: (row) => formatInstant(row.created_at) },
  ];
}
