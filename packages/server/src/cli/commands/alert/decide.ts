import { type Alert, alert } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';

export const alertAcknowledge = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'acknowledge',
    summary: 'say that you look after an alert; it is not escalated then',
    examples: [['weir alert acknowledge 0199c1d2', 'ids are in `weir alert list`']],
    define: (command) => command.argument('<id>', 'alert to acknowledge'),
    async run({ out, api }, _options, id = '') {
      print(out, await (await api()).send('POST', `/alerts/${segment(id)}/acknowledge`, alert));
    },
  });

export const alertSnooze = (deps: CliDeps) =>
  defineCommand<{ for: string }>(deps, {
    name: 'snooze',
    summary: 'hear nothing of an alert for a while',
    examples: [['weir alert snooze 0199c1d2 --for 4h', 'until after lunch']],
    define: (command) =>
      command
        .argument('<id>', 'alert to snooze')
        .requiredOption('--for <duration>', 'how long, such as 90m, 24h or 7d'),
    async run({ out, io, api }, options, id = '') {
      const until = new Date(io.now() + requireDuration(options.for, '--for')).toISOString();
      print(out, await (await api()).send('POST', `/alerts/${segment(id)}/snooze`, alert, { until }));
    },
  });

export const alertResolve = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'resolve',
    summary: 'close an alert; it opens again when its cause comes back',
    examples: [['weir alert resolve 0199c1d2', 'it is done']],
    define: (command) => command.argument('<id>', 'alert to resolve'),
    async run({ out, api }, _options, id = '') {
      print(out, await (await api()).send('POST', `/alerts/${segment(id)}/resolve`, alert));
    },
  });

function print(out: Output, found: Alert): void {
  if (out.json) {
    out.data(found);
    return;
  }
  out.fields([
    ['alert', out.style('bold', found.id)],
    ['state', found.state],
    ['title', found.title],
    ['who', found.who],
    ['what', found.what],
    ['since', `${formatInstant(found.since)} UTC`],
    [
      'snoozed until',
      found.snoozed_until === undefined ? undefined : `${formatInstant(found.snoozed_until)} UTC`,
    ],
    ['acknowledged', found.acknowledged_by],
  ]);
}
