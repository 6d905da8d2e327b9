import { period } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printPeriod } from './print.ts';

export const periodReview = (deps: CliDeps) =>
  defineCommand<{ by?: string }>(deps, {
    name: 'review',
    summary: 'note that a month was looked through',
    examples: [['weir period review 2026-10 --by ada@example.com', 'by name']],
    define: (command) =>
      command
        .argument('<month>', 'such as 2026-10')
        .option('--by <person>', 'who reviewed it (default: you)'),
    async run({ out, api }, { by }, month = '') {
      const body = by === undefined ? {} : { by };
      const shown = await (await api()).send('POST', `/periods/${segment(month)}/review`, period, body);
      if (out.json) return out.data(shown);
      printPeriod(out, shown);
    },
  });

interface Closing {
  by?: string;
  force?: boolean;
  reason?: string;
}

export const periodClose = (deps: CliDeps) =>
  defineCommand<Closing>(deps, {
    name: 'close',
    summary: 'close a month for ever',
    description:
      'Close a month. Its figures never change again: what lands for it later is a correction, shown beside them. A month\n' +
      'with open points is closed only with --force and a --reason, which the audit keeps.',
    examples: [
      ['weir period close 2026-10 --by cfo@example.com', 'nothing is open'],
      ['weir period close 2026-10 --force --reason "bill of groq comes in spring"', 'one point stays open'],
    ],
    define: (command) =>
      command
        .argument('<month>', 'such as 2026-10')
        .option('--by <person>', 'who closes it (default: you)')
        .option('--force', 'although points are open')
        .option('--reason <text>', 'why they may stay open'),
    async run({ out, api }, { by, force, reason }, month = '') {
      const body = {
        ...(by === undefined ? {} : { by }),
        ...(force === undefined ? {} : { force }),
        ...(reason === undefined ? {} : { reason }),
      };
      const shown = await (await api()).send('POST', `/periods/${segment(month)}/close`, period, body);
      if (out.json) return out.data(shown);
      printPeriod(out, shown);
    },
  });
