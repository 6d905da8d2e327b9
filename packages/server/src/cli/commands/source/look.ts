import {
  type Source,
  type SourceKind,
  type SourceRun,
  source,
  sourceKind,
  sourceRun,
} from '@weir/core/contract';
import { z } from 'zod';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { formatCount, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { instantText, lagText, printSource, stateText } from './print.ts';

export const sourceList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list sources: state, lag, last error, rows in quarantine',
    examples: [
      ['weir source list', 'how they do'],
      ['weir source list --json | jq -r \'.data[] | select(.state != "idle") | .id\'', 'those to look at'],
    ],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/sources', source, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No sources yet. See weir source create --help.');
      out.table<Source>(
        [
          { title: 'SOURCE', value: ({ id }) => id },
          { title: 'KIND', value: ({ kind }) => kind },
          { title: 'ROLE', value: ({ role }) => role },
          { title: 'STATE', value: ({ state }) => stateText(out, state) },
          { title: 'FIGURES UNTIL (UTC)', value: ({ covered_until }) => instantText(covered_until) },
          { title: 'LAG', value: lagText, align: 'right' },
          { title: 'NEXT RUN (UTC)', value: ({ next_run_at }) => instantText(next_run_at) },
          { title: 'QUARANTINED', value: ({ quarantined }) => formatCount(quarantined), align: 'right' },
          { title: 'LAST ERROR', value: ({ last_error = '' }) => last_error.slice(0, 80) },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

export const sourceShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a source: settings, state, how far its figures reach',
    examples: [['weir source show openai', 'without its secrets']],
    define: (command) => command.argument('<id>', 'source to show'),
    async run({ out, api }, _options, id = '') {
      printSource(out, await (await api()).get(`/sources/${segment(id)}`, source));
    },
  });

export const sourceKinds = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'kinds',
    summary: 'list kinds of sources, or the settings and secrets of one',
    examples: [
      ['weir source kinds', 'which there are'],
      ['weir source kinds openai', 'its settings and secrets'],
    ],
    define: (command) => command.argument('[kind]', 'only this one, with its settings'),
    async run({ out, api }, _options, kind = '') {
      const { data } = await (await api()).get('/source-kinds', z.object({ data: z.array(sourceKind) }));
      const wanted = kind === '' ? undefined : kind;
      const found = wanted === undefined ? data : data.filter((one) => one.kind === wanted);
      if (wanted !== undefined && found.length === 0) {
        throw usageError(
          `There is no kind "${wanted}"`,
          `Use one of: ${data.map((one) => one.kind).join(', ')}.`,
        );
      }
      if (out.json) return out.data({ data: found });
      out.table<SourceKind>(
        [
          { title: 'KIND', value: (row) => row.kind },
          { title: 'NAME', value: (row) => row.name },
          { title: 'ROLE', value: (row) => row.role },
          { title: 'READS', value: (row) => row.reads.join(', ') },
          { title: 'SCHEDULE (UTC)', value: (row) => row.schedule ?? 'when asked' },
          { title: 'SECRETS', value: (row) => row.secrets.map((secret) => secret.name).join(', ') },
        ],
        found,
      );
      const [one] = found;
      if (wanted === undefined || one === undefined) return;
      for (const secret of one.secrets) out.line(`secret ${secret.name}: ${secret.hint}`);
      out.line(`settings: ${JSON.stringify(one.settings, null, 2)}`);
    },
  });

export const sourceRuns = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'runs',
    summary: 'list what a source did: lines, errors, warnings',
    examples: [['weir source runs openai --limit 20', 'the last ones']],
    define: (command) => addPagingOptions(command.argument('<id>', 'source')),
    async run({ out, api }, options, id = '') {
      const found = await fetchPages(await api(), `/sources/${segment(id)}/runs`, sourceRun, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note(`It has not run yet. Run it: weir source run ${id}`);
      const count = (pick: (row: SourceRun) => number) => (row: SourceRun) => formatCount(pick(row));
      out.table<SourceRun>(
        [
          { title: 'STARTED (UTC)', value: (row) => formatInstant(row.started_at) },
          { title: 'OF', value: (row) => row.subject ?? 'what is new' },
          { title: 'STATE', value: (row) => row.state },
          { title: 'READ', value: count((row) => row.read), align: 'right' },
          { title: 'ADDED', value: count((row) => row.added), align: 'right' },
          { title: 'REVISED', value: count((row) => row.revised), align: 'right' },
          { title: 'UNCHANGED', value: count((row) => row.unchanged), align: 'right' },
          { title: 'QUARANTINED', value: count((row) => row.quarantined), align: 'right' },
          { title: 'ERROR OR WARNING', value: (row) => (row.error ?? row.warnings[0] ?? '').slice(0, 100) },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });
