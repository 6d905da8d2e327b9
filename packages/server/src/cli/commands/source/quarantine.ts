import { QUARANTINE_STATES, type QuarantinedRow, quarantinedRow, replayResult } from '@weir/core/contract';
import { Option } from 'commander';
import { z } from 'zod';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { jsonOrUndefined, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { defineGroup } from '../../group.ts';
import { formatCount, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { jsonFile } from './options.ts';

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions & { state?: (typeof QUARANTINE_STATES)[number] }>(deps, {
    name: 'list',
    summary: 'list rows that could not be understood, and why',
    examples: [
      ['weir source quarantine list aws-bill', 'those that wait'],
      ['weir source quarantine list aws-bill --all --json | jq -c ".data[].row"', 'whole, for a script'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .argument('<id>', 'source')
          .addOption(new Option('--state <state>', 'which').choices(QUARANTINE_STATES).default('open')),
      ),
    async run({ out, api }, { state, ...options }, id = '') {
      const path = `/sources/${segment(id)}/quarantine`;
      const found = await fetchPages(await api(), path, quarantinedRow, { state }, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No such rows.');
      out.table<QuarantinedRow>(
        [
          { title: 'ROW', value: (row) => row.id },
          { title: 'SINCE (UTC)', value: (row) => formatInstant(row.created_at) },
          { title: 'PLACE', value: (row) => `${row.place}${row.line === undefined ? '' : `:${row.line}`}` },
          { title: 'WHY', value: (row) => row.reason },
        ],
        found.data,
      );
      out.note(
        `Mend one: weir source quarantine mend ${id} <row> --set column=value; then: weir source quarantine replay ${id}`,
      );
      noteMore(out, found);
    },
  });

const mend = (deps: CliDeps) =>
  defineCommand<{ set?: string[]; row?: string }>(deps, {
    name: 'mend',
    summary: 'correct a row; replay it afterwards',
    examples: [
      [
        'weir source quarantine mend aws-bill 3f2a... --set currency=USD',
        'one field; a.b is a field within a field',
      ],
      ['weir source quarantine mend aws-bill 3f2a... --row row.json', 'the whole row'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'source')
        .argument('<row>', 'row, as the list names it')
        .option('--set <field=value...>', 'fields to correct; JSON where it is some')
        .option('--row <file>', 'the whole row as a JSON file'),
    async run({ out, api, io }, { set = [], row: file }, id = '', row = '') {
      if (set.length === 0 && file === undefined)
        throw usageError('Nothing to correct', 'Give --set field=value or --row file.');
      const client = await api();
      const path = `/sources/${segment(id)}/quarantine`;
      const base = file === undefined ? await findRow(client, path, row) : await jsonFile(io.cwd, file);
      const mended = set.reduce(withField, base);
      const answer = await client.send('PATCH', `${path}/${segment(row)}`, quarantinedRow, { row: mended });
      if (out.json) return out.data(answer);
      out.line(JSON.stringify(answer.row));
      out.note(`Take it in: weir source quarantine replay ${id} ${row}`);
    },
  });

const replay = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'replay',
    summary: 'take in the rows that can be understood now',
    examples: [
      ['weir source quarantine replay aws-bill', 'all that wait; exit 1 when some are still not understood'],
    ],
    define: (command) => command.argument('<id>', 'source').argument('[row]', 'only this row'),
    async run({ out, api, exitWith }, _options, id = '', row = '') {
      const body = row === '' ? {} : { rows: [row] };
      const answer = await (await api()).send(
        'POST',
        `/sources/${segment(id)}/quarantine/replay`,
        replayResult,
        body,
      );
      if (answer.failed.length > 0) exitWith(EXIT.failed);
      if (out.json) return out.data(answer);
      out.line(
        `${formatCount(answer.replayed)} taken in, ${formatCount(answer.failed.length)} still not understood.`,
      );
      for (const { id: failed, reason } of answer.failed.slice(0, 20)) out.warn(`${failed}: ${reason}`);
    },
  });

const dismiss = (deps: CliDeps) =>
  defineCommand<{ all?: boolean }>(deps, {
    name: 'dismiss',
    summary: 'leave rows out for good',
    examples: [
      ['weir source quarantine dismiss aws-bill 3f2a...', 'one'],
      ['weir source quarantine dismiss aws-bill --all', 'all that wait'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'source')
        .argument('[row]', 'row to leave out')
        .option('--all', 'all that wait'),
    async run({ out, api }, { all }, id = '', row = '') {
      const named = row !== '';
      if (named === (all === true)) throw usageError('Say which rows', 'Name one row, or give --all.');
      const schema = z.object({ dismissed: z.number().int() });
      const body = named ? { rows: [row] } : {};
      const answer = await (await api()).send(
        'POST',
        `/sources/${segment(id)}/quarantine/dismiss`,
        schema,
        body,
      );
      if (out.json) return out.data(answer);
      out.line(`${formatCount(answer.dismissed)} left out.`);
    },
  });

export const quarantineGroup = (deps: CliDeps) =>
  defineGroup('quarantine', 'rows of a source that could not be understood', [
    list(deps),
    mend(deps),
    replay(deps),
    dismiss(deps),
  ]);

type Client = Awaited<ReturnType<Parameters<Parameters<typeof defineCommand>[1]['run']>[0]['api']>>;

async function findRow(client: Client, path: string, row: string): Promise<Record<string, unknown>> {
  const found = await fetchPages(client, path, quarantinedRow, { state: 'open' }, { all: true });
  const one = found.data.find(({ id }) => id === row);
  if (one !== undefined) return one.row;
  throw usageError(`There is no open row "${row}"`, 'weir source quarantine list tells which there are.');
}

/** `amount.currency=usd` corrects a field within a field. */
function withField(row: Record<string, unknown>, text: string): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`"${text}" corrects nothing`, 'Write it like --set currency=USD.', '--set');
  const value = text.slice(at + 1);
  return setAt(row, text.slice(0, at).split('.'), jsonOrUndefined(value) ?? value);
}

function setAt(
  row: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [name = '', ...rest] = path;
  // names of columns may hold dots themselves
  const whole = path.join('.');
  if (rest.length === 0 || whole in row) return { ...row, [whole]: value };
  const inner = row[name];
  const below = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...row, [name]: setAt(below, rest, value) };
}
