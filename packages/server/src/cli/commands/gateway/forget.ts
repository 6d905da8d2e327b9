import { z } from 'zod';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';

const answer = z.object({ forgotten: z.string() });

export const gatewayForget = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'forget',
    summary: 'give up a gateway whose host is lost for good: what it held of budgets is released',
    description:
      'Give up a gateway whose host, disk included, is lost for good. Until then what it held counts as spent, since its\n' +
      'records may still come. If they do come after all they land, and a budget may then be found overshot.\n' +
      'Compare with the usage report of your providers for that time. Refused while the host is connected; audited.',
    examples: [
      ['weir gateway forget gw-0-0199c1d2-7c1e-7d55-8f8e-2f6f1c3f9b1a', 'ids are in `weir gateway list`'],
    ],
    define: (command) => command.argument('<id>', 'gateway to give up'),
    async run({ out, api }, _options, id = '') {
      const done = await (await api()).send('POST', `/gateways/${segment(id)}/forget`, answer);
      if (out.json) return out.data(done);
      out.note(`Given up: ${done.forgotten}. What it held is released.`);
    },
  });
