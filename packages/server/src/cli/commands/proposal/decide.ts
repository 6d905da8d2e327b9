import { proposal } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printProposal } from './print.ts';

interface Deciding {
  by?: string;
  note?: string;
}

export const proposalApprove = (deps: CliDeps) =>
  defineCommand<Deciding>(deps, {
    name: 'approve',
    summary: 'say yes: book it',
    description:
      'Say yes: its entries are booked into the ledger, exactly once. In a closed month they are corrections. Should booking\n' +
      'break off, Weir goes on by itself, and so does approving again.',
    examples: [
      ['weir proposal approve 0199c1d2 --by cfo@example.com --note "as billed"', 'with a name and a note'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'proposal; ids are in `weir proposal list`')
        .option('--by <person>', 'who decides (default: you)')
        .option('--note <text>', 'what the audit keeps of why'),
    run: (context, { by, note }, id = '') => decide(context, id, 'approve', { by, note }),
  });

export const proposalReject = (deps: CliDeps) =>
  defineCommand<Deciding>(deps, {
    name: 'reject',
    summary: 'say no: nothing is booked, and it is not proposed again',
    examples: [['weir proposal reject 0199c1d2 --note "the provider corrects its bill"', 'with a note']],
    define: (command) =>
      command
        .argument('<id>', 'proposal; ids are in `weir proposal list`')
        .option('--by <person>', 'who decides (default: you)')
        .option('--note <text>', 'what the audit keeps of why'),
    run: (context, { by, note }, id = '') => decide(context, id, 'reject', { by, note }),
  });

export const proposalIgnore = (deps: CliDeps) =>
  defineCommand<{ by?: string; reason: string }>(deps, {
    name: 'ignore',
    summary: 'accept a difference to a bill for a reason, and book nothing',
    description:
      'Accept the difference that a proposal of `weir reconcile` is about: nothing is booked, and from then on it counts as\n' +
      'explained. Where four eyes are asked for, this makes a proposal that somebody else approves.',
    examples: [
      ['weir proposal ignore 0199c1d2 --reason "refunded by voucher 88"', 'the provider made up for it'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'proposal; ids are in `weir proposal list`')
        .requiredOption('--reason <text>', 'why the difference may stay')
        .option('--by <person>', 'who decides (default: you)'),
    run: (context, { by, reason }, id = '') => decide(context, id, 'ignore', { by, reason }),
  });

async function decide(
  { out, api }: Context,
  id: string,
  what: 'approve' | 'reject' | 'ignore',
  given: Record<string, string | undefined>,
): Promise<void> {
  const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const decided = await (await api()).send('POST', `/proposals/${segment(id)}/${what}`, proposal, body);
  if (out.json) return out.data(decided);
  printProposal(out, decided);
}
