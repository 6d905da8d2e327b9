import { gatewayHost } from '@weir/core/contract';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant, formatMilliseconds } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

const answer = z.object({ data: z.array(gatewayHost) });

export const gatewayList = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'list',
    summary: 'list gateway hosts, and the gateways whose records have not all landed',
    examples: [['weir gateway list', 'a host that stays away holds part of budgets until it is back']],
    async run({ out, api }) {
      const list = await (await api()).get('/gateways', answer);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No gateways on other hosts.');
      out.table(
        [
          { title: 'HOST', value: (row) => row.host },
          { title: 'STATE', value: (row) => (row.connected ? 'connected' : 'away') },
          {
            title: 'LAST SEEN (UTC)',
            value: (row) => (row.seen_at === null ? '-' : formatInstant(row.seen_at)),
          },
          { title: 'SPOOL BYTES', value: (row) => formatCount(row.spool_bytes), align: 'right' },
          { title: 'LAG', value: (row) => formatMilliseconds(row.lag_ms), align: 'right' },
          { title: 'GATEWAYS', value: (row) => row.gateways.map(nameOf).join(', ') || '-' },
        ],
        list.data,
      );
    },
  });

function nameOf({ id, state, connected }: z.infer<typeof gatewayHost>['gateways'][number]): string {
  return connected ? id : `${id} (${state === 'alive' ? 'away' : 'ended'})`;
}
