import { type Note, note } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { TIME_FORMS } from '../../times.ts';

interface AddOptions {
  at?: string;
  workload?: string;
}

interface ListOptions extends PagingOptions {
  workload?: string;
  since?: string;
  until?: string;
}

const add = (deps: CliDeps) =>
  defineCommand<AddOptions>(deps, {
    name: 'add',
    summary: 'note something on a day of charts',
    creates: true,
    examples: [
      ['weir note add "Shorter prompt rolled out" --workload support-bot', 'now'],
      ['weir note add "Price change of the provider" --at 2026-11-01', 'on all charts'],
    ],
    define: (command) =>
      command
        .argument('<text>', 'at most 1,000 characters')
        .option('--at <time>', `when it was: ${TIME_FORMS} (default: now)`)
        .option('--workload <id>', 'on charts of this one only'),
    async run(context, { at, workload }, text = '') {
      const { out } = context;
      const when = await context.time(at ?? 'now', '--at');
      const body = { at: when, text, ...(workload === undefined ? {} : { workload }) };
      const made = await (await context.api()).send('POST', '/notes', note, body);
      if (out.json) return out.data(made);
      out.fields(fieldsOf(made));
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<ListOptions>(deps, {
    name: 'list',
    summary: 'list notes on charts, newest first',
    examples: [['weir note list --workload support-bot', 'of one workload, and of all']],
    define: (command) =>
      addPagingOptions(
        command
          .option('--workload <id>', 'of this one, and those of all')
          .option('--since <time>', `from this time on: ${TIME_FORMS}`)
          .option('--until <time>', 'up to but without this time'),
      ),
    async run(context, options) {
      const { out } = context;
      const { workload, since, until } = options;
      const query = {
        workload,
        since: since === undefined ? undefined : await context.time(since, '--since'),
        until: until === undefined ? undefined : await context.time(until, '--until'),
      };
      const notes = await fetchPages(await context.api(), '/notes', note, query, options);
      if (out.json) return out.data(notes);
      if (notes.data.length === 0) return out.note('No notes yet: weir note add "..."');
      out.table<Note>(
        [
          { title: 'NOTE', value: ({ id }) => id },
          { title: 'AT (UTC)', value: ({ at }) => formatInstant(at) },
          { title: 'WORKLOAD', value: ({ workload: of }) => of ?? 'all' },
          { title: 'AUTHOR', value: ({ author }) => author },
          { title: 'TEXT', value: ({ text }) => text },
        ],
        notes.data,
      );
      noteMore(out, notes);
    },
  });

function fieldsOf({ id, at, workload, text }: Note): [string, string][] {
  return [
    ['note', id],
    ['at', formatInstant(at)],
    ['workload', workload ?? 'all'],
    ['text', text],
  ];
}

export const noteGroup = (deps: CliDeps) =>
  defineGroup('note', 'remarks on days of charts', [
    add(deps),
    list(deps),
    removeCommand(deps, {
      name: 'note',
      label: 'note',
      path: '/notes',
      example: '019aa0c2-7f4e-7c11-b0a4-2f7f1f0c9e11',
      unless: 'for one that somebody else wrote',
      after: '',
    }).alias('remove'),
  ]);
