import { type SavedView, savedView, VIEW_PAGES } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface SaveOptions {
  page: (typeof VIEW_PAGES)[number];
  query: string;
  name?: string;
  private?: boolean;
}

const save = (deps: CliDeps) =>
  defineCommand<SaveOptions>(deps, {
    name: 'save',
    summary: 'keep a question: a page of the console and the search part of its address',
    creates: true,
    examples: [
      ["weir view save spend-by-team --page explorer --query 'by=team&since=month'", 'for everybody'],
      [
        "weir view save my-errors --page calls --query 'filter=status%3Dupstream_error' --private",
        'for yourself',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens')
        .addOption(
          new Option('--page <page>', 'page of the console').choices(VIEW_PAGES).makeOptionMandatory(),
        )
        .requiredOption('--query <search>', 'search part of the address, without ?')
        .option('--name <name>', 'what people read')
        .option('--private', 'only you see it'),
    async run({ out, api }, { page, query, name, private: own }, id = '') {
      const body = { id, page, query, shared: own !== true, ...(name === undefined ? {} : { name }) };
      print(out, await (await api()).send('POST', '/views', savedView, body));
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list saved views: yours and those that others share',
    examples: [['weir view list', 'which there are']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const views = await fetchPages(await api(), '/views', savedView, {}, options);
      if (out.json) return out.data(views);
      if (views.data.length === 0)
        return out.note('No saved views yet. The explorer of the console saves them.');
      out.table<SavedView>(
        [
          { title: 'VIEW', value: ({ id }) => id },
          { title: 'NAME', value: ({ name }) => name },
          { title: 'PAGE', value: ({ page }) => page },
          { title: 'QUERY', value: ({ query }) => query },
          { title: 'OWNER', value: ({ owner, shared }) => (shared ? owner : `${owner} (private)`) },
        ],
        views.data,
      );
      noteMore(out, views);
    },
  });

function print(out: Output, view: SavedView): void {
  if (out.json) {
    out.data(view);
    return;
  }
  out.fields([
    ['view', view.id],
    ['name', view.name],
    ['address', `/${view.page}?${view.query}`],
    ['shared', view.shared ? 'yes' : 'no'],
  ]);
}

export const viewGroup = (deps: CliDeps) =>
  defineGroup('view', 'saved views: questions to the ledger that people keep', [
    save(deps),
    list(deps),
    removeCommand(deps, {
      name: 'view',
      label: 'saved view',
      path: '/views',
      example: 'spend-by-team',
      unless: 'for one that belongs to somebody else',
      after: '',
    }),
  ]);
