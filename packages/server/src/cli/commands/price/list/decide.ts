import { priceList, priceListDetail } from '@weir/core/contract';
import { segment } from '../../../api-client.ts';
import { defineCommand } from '../../../command.ts';
import type { CliDeps } from '../../../ports.ts';
import { parseObject, readText } from '../../../read-file.ts';
import { printDetail, printList } from './print.ts';

export const priceListShow = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show-list',
    summary: 'show a price list and what it changes',
    examples: [['weir price show-list list_0199c1d2', 'model by model']],
    define: (command) => command.argument('<id>', 'price list; ids are in `weir price list`'),
    async run({ out, api }, _, id = '') {
      const list = await (await api()).get(`/prices/lists/${segment(id)}`, priceListDetail);
      if (out.json) return out.data(list);
      printDetail(out, list);
    },
  });

export const priceUpdate = (deps: CliDeps) =>
  defineCommand<{ file: string; dryRun?: boolean; source?: string }>(deps, {
    name: 'update',
    summary: 'propose a newer price list; it holds once somebody approves it',
    description:
      'Read a data set in the format of the bundled list (catalog/prices/list.json), show what it changes, and propose it.\n' +
      'Nothing is priced by it before `weir price approve`. A list that comes with a newer Weir is proposed by itself.',
    examples: [
      ['weir price update --file list.json --dry-run', 'what would change?'],
      ['weir price update --file list.json', 'propose it'],
    ],
    define: (command) =>
      command
        .requiredOption('--file <file>', 'the data set; - reads standard input')
        .option('--source <text>', 'where it was got (default: the file)')
        .option('--dry-run', 'only show what it changes'),
    async run(context, { file, dryRun, source }) {
      const content = parseObject(await readText(context, file), file, '--file');
      const body = { content, source: source ?? file, dry_run: dryRun === true };
      const { out } = context;
      const list = await (await context.api()).send('POST', '/prices/lists', priceListDetail, body);
      if (out.json) return out.data(list);
      printDetail(out, list);
      if (dryRun !== true) out.note(`Approve it: weir price approve ${list.id} --from <instant>`);
    },
  });

export const priceApprove = (deps: CliDeps) =>
  defineCommand<{ from?: string; note?: string }>(deps, {
    name: 'approve',
    summary: 'let a proposed price list be in force from an instant on',
    description:
      'Approve a price list. Calls from that instant on are priced by it; charges that are booked keep their price. With an\n' +
      'instant in the past, `weir price rerate` then shows and books what that makes a difference of.',
    examples: [
      ['weir price approve list_0199c1d2', 'from now on'],
      ['weir price approve list_0199c1d2 --from 2026-12-01', 'from the first of December on'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'price list; ids are in `weir price list`')
        .option('--from <time>', 'a date or an instant (default: now)')
        .option('--note <text>', 'what the audit keeps of why'),
    async run({ out, api, time }, { from, note }, id = '') {
      const body = {
        ...(from === undefined ? {} : { from: await time(from, '--from') }),
        ...(note && { note }),
      };
      const list = await (await api()).send('POST', `/prices/lists/${segment(id)}/approve`, priceList, body);
      if (out.json) return out.data(list);
      printList(out, list);
    },
  });

export const priceReject = (deps: CliDeps) =>
  defineCommand<{ note?: string }>(deps, {
    name: 'reject',
    summary: 'turn a proposed price list down; it is not proposed again',
    examples: [['weir price reject list_0199c1d2 --note "wrong currency"', 'with a reason']],
    define: (command) =>
      command
        .argument('<id>', 'price list; ids are in `weir price list`')
        .option('--note <text>', 'what the audit keeps of why'),
    async run({ out, api }, { note }, id = '') {
      const body = note === undefined ? {} : { note };
      const list = await (await api()).send('POST', `/prices/lists/${segment(id)}/reject`, priceList, body);
      if (out.json) return out.data(list);
      printList(out, list);
    },
  });
