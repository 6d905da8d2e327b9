import { type AuditEntry, auditEntry } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  subject?: string;
  action?: string;
  actor?: string;
}

export const auditList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list who changed what, newest first',
    examples: [
      ['weir audit list --limit 20', 'what was changed last'],
      ['weir audit list --subject workload/support-bot --all', 'everything that befell one workload'],
      ['weir audit list --action key.create --json', 'keys that were made, for a script'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .option('--subject <kind/id>', 'only changes of this, such as workload/support-bot')
          .option('--action <action>', 'only these, such as workload.change')
          .option('--actor <actor>', 'only changes by admin, cli or system'),
      ),
    async run({ out, api }, options) {
      const { subject, action, actor } = options;
      const list = await fetchPages(await api(), '/audit', auditEntry, { subject, action, actor }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No entries match.');
      out.table<AuditEntry>(
        [
          { title: 'AT (UTC)', value: (row) => formatInstant(row.at) },
          { title: 'ACTOR', value: (row) => row.actor },
          { title: 'ACTION', value: (row) => row.action },
          { title: 'SUBJECT', value: (row) => row.subject },
          { title: 'CHANGES', value: changesText },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });

/** Fields before and after; nothing for what was made or removed as a whole, which --json shows. */
function changesText({ before, after }: AuditEntry): string {
  if (!isRecord(before) || !isRecord(after)) return '';
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((name) => `${name} ${valueText(before[name])} -> ${valueText(after[name])}`).join('; ');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
