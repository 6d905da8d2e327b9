import { demoBusiness } from '../../../sandbox/demo/index.ts';
import { defineCommand } from '../../command.ts';
import { followImport, type ImportDone } from '../../import-events.ts';
import { positiveInteger } from '../../options.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';
import {
  ensurePeople,
  ensureReviewDates,
  reviewGates,
  sendOutcomes,
  sendScores,
  shareCosts,
} from './business.ts';
import { ensureCompany } from './company.ts';
import { liveTraffic, totalsText } from './live.ts';

interface Options {
  days: number;
  live?: boolean;
  rate: number;
  for?: string;
}

export const demoCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'demo',
    summary: 'fill Weir with a company that does not exist',
    description:
      'Create a company with six workloads, back-fill its past days with what they cost and achieved, and send its\n' +
      'traffic through the gateway.\n' +
      'Only the sandbox answers, so nothing is ever spent; everything is labelled as sandbox. Repeating it adds no\n' +
      'history twice. Without --live or --no-live, live traffic follows when this is a terminal and Weir runs.',
    creates: true,
    examples: [
      ['weir demo', '30 days of history, then live traffic until Ctrl-C'],
      ['weir demo --no-live --days 90', 'history only'],
      ['weir demo --live --rate 20 --for 60s', 'for a script: a minute of 20 calls a second'],
    ],
    define: (command) =>
      command
        .option('--days <n>', 'days of history', positiveInteger, 30)
        .option('--live', 'send live traffic afterwards')
        .option('--no-live', 'history only')
        .option('--rate <n>', 'calls a second of the live traffic', positiveInteger, 2)
        .option('--for <duration>', 'end the live traffic after 60s, 10m ... (default: at Ctrl-C)'),
    async run(context, options) {
      const { io, out } = context;
      const forMs = options.for === undefined ? undefined : requireDuration(options.for, '--for');
      const client = await context.api();
      const past = { until: new Date(io.now()), days: options.days };
      const business = demoBusiness(past);
      const company = await ensureCompany(client);
      const created = company + (await ensurePeople(client, business));
      await ensureReviewDates(client, business);
      out.note(
        created === 0
          ? 'The demo company is there already.'
          : `Created ${created} parts of the demo company.`,
      );
      const response = await client.raw('/demo/history', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ days: options.days, until: past.until.toISOString() }),
      });
      const history = await followImport(context, response, undefined);
      out.note(historyText(history));
      const outcomes = await sendOutcomes(client, past);
      await sendScores(client, business);
      await shareCosts(client, business);
      await reviewGates(client, business);
      out.note(
        `Outcomes: ${formatCount(outcomes.added)} told, ${formatCount(outcomes.unchanged)} were known already.`,
      );
      const live =
        (options.live ?? (client.running && io.isTTY.stdout))
          ? await liveTraffic(context, client, options.rate, forMs)
          : undefined;
      if (live !== undefined) out.note(`\n${totalsText(live)}`);
      if (out.json) out.data({ history, outcomes, ...(live === undefined ? {} : { live }) });
      else
        out.note(
          'See it: weir viability --since 30d, weir cost --by workload --since 30d, or open the console.',
        );
    },
  });

function historyText({ imported, duplicates, cost, currency }: ImportDone): string {
  const known = duplicates === 0 ? '' : `, ${formatCount(duplicates)} were there already`;
  return `History: ${formatCount(imported)} calls for ${formatExact(cost)} ${currency}${known}.`;
}
