import { type Approval, approval } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';
import { amount } from '../budget/options.ts';

interface Approving {
  amount?: string;
  for?: string;
  reason?: string;
  by?: string;
}

export const approvalApprove = (deps: CliDeps) =>
  defineCommand<Approving>(deps, {
    name: 'approve',
    summary: 'say yes: lift a budget for an amount and a time, or let a task go on',
    examples: [
      [
        'weir approval approve 0199c1d2 --amount 50 --for 24h --by cfo@example.com --reason "launch"',
        'a budget',
      ],
      ['weir approval approve 0199c1d3', 'a task'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'approval; ids are in `weir approval list`')
        .option('--amount <amount>', 'how much on top', amount)
        .option('--for <duration>', 'how long, such as 90m, 24h or 7d')
        .option('--by <person>', 'who decides (default: you)')
        .option('--reason <text>', 'why'),
    async run({ out, io, api }, options, id = '') {
      const until =
        options.for === undefined
          ? undefined
          : new Date(io.now() + requireDuration(options.for, '--for')).toISOString();
      const body = present({ amount: options.amount, until, by: options.by, reason: options.reason });
      print(out, await (await api()).send('POST', `/approvals/${segment(id)}/approve`, approval, body));
    },
  });

export const approvalReject = (deps: CliDeps) =>
  defineCommand<Pick<Approving, 'reason' | 'by'>>(deps, {
    name: 'reject',
    summary: 'say no',
    examples: [['weir approval reject 0199c1d2 --reason "wait for next month"', 'calls stay refused']],
    define: (command) =>
      command
        .argument('<id>', 'approval; ids are in `weir approval list`')
        .option('--by <person>', 'who decides (default: you)')
        .option('--reason <text>', 'why'),
    async run({ out, api }, { reason, by }, id = '') {
      const body = present({ reason, by });
      print(out, await (await api()).send('POST', `/approvals/${segment(id)}/reject`, approval, body));
    },
  });

function present(fields: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function print(out: Output, decided: Approval): void {
  if (out.json) {
    out.data(decided);
    return;
  }
  out.fields([
    ['approval', out.style('bold', decided.id)],
    ['of', `${decided.kind} ${decided.subject}`],
    ['state', decided.state],
    ['by', decided.decided_by],
    ['amount', decided.amount],
    ['until', decided.until === undefined ? undefined : `${formatInstant(decided.until)} UTC`],
    ['reason', decided.reason],
  ]);
}
