import { personLeft } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { belongingLines } from './print.ts';

interface Options {
  reassignTo?: string;
}

export const personLeave = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'leave',
    summary: 'say that somebody left, and give what is theirs to another',
    description:
      'Say that somebody left. Workloads and budgets that are still theirs are listed, and each workload is a finding\n' +
      '(weir finding list) until it has another owner. With --reassign-to all of it goes to one person at once.',
    examples: [
      ['weir person leave ada', 'what is still theirs?'],
      ['weir person leave ada --reassign-to grace', 'give all of it to somebody'],
    ],
    define: (command) =>
      command.argument('<id>', 'person who left').option('--reassign-to <id>', 'person who takes over'),
    async run({ out, api }, { reassignTo }, id = '') {
      const body = reassignTo === undefined ? {} : { reassign_to: reassignTo };
      const left = await (await api()).send('POST', `/people/${segment(id)}/leave`, personLeft, body);
      if (out.json) return out.data(left);
      out.note(`${left.person.name} has left.`);
      const given = belongingLines(left.reassigned);
      if (given.length > 0) out.note(`Given to ${reassignTo ?? ''}:\n  ${given.join('\n  ')}`);
      const theirs = belongingLines(left.still_theirs);
      if (theirs.length === 0) return;
      out.warn(`Still theirs:\n  ${theirs.join('\n  ')}`);
      out.note(`Give it to somebody: weir person leave ${id} --reassign-to <person>`);
    },
  });
