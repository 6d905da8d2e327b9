import { CALL_STATUSES, type CallSummary, callSummary } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant, formatMilliseconds, moneyFormatter } from '../../output/figures.ts';
import type { Column } from '../../output/table.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { addRangeOptions, type RangeOptions, rangeQuery } from '../../ranges.ts';

interface Options extends RangeOptions, PagingOptions {
  status?: (typeof CALL_STATUSES)[number];
}

export const callList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list calls, newest first',
    examples: [
      ['weir call list --since 1h', 'what just happened'],
      [
        'weir call list --filter workload=support-bot --status upstream_error',
        'failed calls of one workload',
      ],
      ['weir call list --since 7d --all --json', 'every call of a week for a script'],
    ],
    define: (command) =>
      addPagingOptions(
        addRangeOptions(command, 'all').addOption(
          new Option('--status <status>', 'only calls that ended so').choices(CALL_STATUSES),
        ),
      ),
    async run(context, options) {
      const { out } = context;
      const range = await rangeQuery(context, options, 'all');
      const status = options.status === undefined ? [] : [`status=${options.status}`];
      const query = { ...range, filter: [...(range.filter ?? []), ...status] };
      const paging =
        options.limit === undefined && options.all !== true ? { ...options, limit: 20 } : options;
      const list = await fetchPages(await context.api(), '/calls', callSummary, query, paging);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No calls match. Widen --since or drop a --filter.');
      out.table(columnsFor(list.data), list.data);
      noteMore(out, list);
    },
  });

function columnsFor(calls: readonly CallSummary[]): Column<CallSummary>[] {
  const money = moneyFormatter(calls.map((call) => call.cost));
  const tokens = (call: CallSummary, unit: string) => {
    const quantity = call.usage[unit];
    return quantity === undefined ? '-' : formatCount(quantity);
  };
  return [
    { title: 'CALL', value: (call) => call.call_id },
    { title: 'STARTED (UTC)', value: (call) => formatInstant(call.started_at) },
    { title: 'WORKLOAD', value: (call) => call.tags['workload'] ?? '' },
    { title: 'PROVIDER', value: (call) => call.provider },
    { title: 'MODEL', value: (call) => call.model },
    { title: 'STATUS', value: statusText },
    { title: 'IN', value: (call) => tokens(call, 'input_tokens'), align: 'right' },
    { title: 'OUT', value: (call) => tokens(call, 'output_tokens'), align: 'right' },
    { title: 'TIME', value: (call) => formatMilliseconds(call.duration_ms), align: 'right' },
    { title: `COST (${calls[0]?.currency ?? ''})`, value: (call) => money(call.cost), align: 'right' },
    { title: '', value: flagsText },
  ];
}

function statusText(call: CallSummary): string {
  return call.status === 'ok' ? 'ok' : `${call.status}${call.error_code ? ` (${call.error_code})` : ''}`;
}

const DETECTED = { flag: 'flagged', redact: 'redacted', block: 'blocked' } as const;

function flagsText(call: CallSummary): string {
  const flags = [
    call.sandbox ? 'sandbox' : '',
    call.purpose ?? '',
    call.cache === 'hit' ? 'cached' : '',
    call.detection_action === undefined ? '' : DETECTED[call.detection_action],
    call.estimated ? 'estimated' : '',
    call.priced ? '' : 'unpriced',
    call.attribution === 'quarantined' ? 'unattributed' : '',
  ];
  return flags.filter((flag) => flag !== '').join(' ');
}
