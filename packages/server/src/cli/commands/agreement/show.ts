import { type AgreementView, agreementView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { printAgreement } from './print.ts';

export const agreementList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list agreements with providers, newest first',
    examples: [['weir agreement list', 'what was agreed, and until when']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/agreements', agreementView, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note('No agreements: what is used costs its price, whatever was used before.');
      out.table<AgreementView>(
        [
          { title: 'AGREEMENT', value: (row) => row.id },
          { title: 'KIND', value: (row) => row.kind },
          { title: 'PROVIDER', value: (row) => row.provider },
          { title: 'MODELS', value: (row) => row.models?.join(', ') ?? 'all' },
          { title: 'FROM (UTC)', value: (row) => formatInstant(row.from) },
          { title: 'UNTIL (UTC)', value: untilText },
          { title: 'SOURCE', value: (row) => row.source },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });

function untilText({ until, ended_at: ended }: AgreementView): string {
  if (ended !== undefined) return `${formatInstant(ended)}, ended`;
  return until === undefined ? '-' : formatInstant(until);
}

export const agreementShow = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show an agreement',
    examples: [['weir agreement show openai-2026', 'its terms']],
    define: (command) => command.argument('<id>', 'agreement'),
    async run({ out, api }, _, id = '') {
      const one = await (await api()).get(`/agreements/${segment(id)}`, agreementView);
      if (out.json) return out.data(one);
      printAgreement(out, one);
    },
  });

export const agreementEnd = (deps: CliDeps) =>
  defineCommand<{ at?: string }>(deps, {
    name: 'end',
    summary: 'end an agreement from an instant on; past months stay as they were agreed',
    examples: [['weir agreement end openai-2026 --at 2027-01-01', 'with the year']],
    define: (command) =>
      command
        .argument('<id>', 'agreement')
        .option('--at <time>', 'a date or an instant that is not past (default: now)'),
    async run({ out, api, time }, { at }, id = '') {
      const body = at === undefined ? {} : { at: await time(at, '--at') };
      const one = await (await api()).send('POST', `/agreements/${segment(id)}/end`, agreementView, body);
      if (out.json) return out.data(one);
      printAgreement(out, one);
    },
  });

export const agreementVoid = (deps: CliDeps) =>
  defineCommand<{ reason: string }>(deps, {
    name: 'void',
    summary: 'take back an agreement that was typed wrong, as if it had never been',
    description:
      'Take back an agreement whole. What it has booked is taken back by further entries, with the next daily run or by\n' +
      'weir agreement apply <month>; in closed months as corrections, once somebody approves them.',
    examples: [
      ['weir agreement void openai-2026 --reason "wrong start"', 'then create it anew under another id'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'agreement to take back')
        .requiredOption('--reason <text>', 'why, for the audit'),
    async run({ out, api }, { reason }, id = '') {
      const path = `/agreements/${segment(id)}/void`;
      const one = await (await api()).send('POST', path, agreementView, { reason });
      if (out.json) return out.data(one);
      printAgreement(out, one);
      out.note('What it booked is still there until then: weir agreement apply <month>');
    },
  });
