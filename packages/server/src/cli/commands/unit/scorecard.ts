import { type Scorecard, scorecard } from '@weir/core/contract';
import { z } from 'zod';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { Output } from '../../output/output.ts';
import { pipeTo } from '../../pipe.ts';
import type { CliDeps } from '../../ports.ts';
import { addUnitRange, type UnitRangeOptions, unitRange } from './range.ts';

interface Options extends UnitRangeOptions {
  workload?: string;
  csv?: boolean;
}

const cards = z.object({ data: z.array(scorecard) });

export const scorecardCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'scorecard',
    summary: 'the seven operating questions of workloads, answered from what is known now',
    description:
      'Who owns it, what outcome it supports, which tier, what it costs, what prevents runaway use, how quality is measured,\n' +
      'when it is reviewed next. Without --workload: of every production workload.',
    examples: [
      ['weir scorecard', 'every production workload'],
      ['weir scorecard --workload support-bot', 'one, with what to do about gaps'],
      ['weir scorecard --csv > scorecards.csv', 'for a meeting'],
    ],
    define: (command) =>
      addUnitRange(
        command.option('--workload <id>', 'this one alone').option('--csv', 'CSV of all, instead of a table'),
      ),
    async run(context, options) {
      const { out, io } = context;
      const query = await unitRange(context, options);
      const client = await context.api();
      if (options.csv === true) {
        if (options.workload !== undefined) {
          throw usageError('CSV is of every production workload', 'Leave out --workload.', '--csv');
        }
        return pipeTo(await client.raw('/scorecards', {}, { ...query, format: 'csv' }), io.stdout);
      }
      if (options.workload !== undefined) {
        const path = `/workloads/${segment(options.workload)}/scorecard`;
        const card = await client.get(path, scorecard, query);
        return out.json ? out.data(card) : printCard(out, card);
      }
      const { data } = await client.get('/scorecards', cards, query);
      if (out.json) return out.data({ data });
      if (data.length === 0) return out.note('No workload is in production yet.');
      printCards(out, data);
    },
  });

function printCard(out: Output, card: Scorecard): void {
  out.line(`${out.style('bold', card.name)}: ${card.answered} of ${card.answers.length} answered`);
  out.table(
    [
      { title: 'QUESTION', value: ({ text }) => text },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'ANSWER', value: ({ answer }) => answer ?? '-' },
    ],
    card.answers,
  );
  for (const { text, remedy } of card.answers) if (remedy !== undefined) out.note(`${text} ${remedy}`);
}

function printCards(out: Output, data: readonly Scorecard[]): void {
  const state = (card: Scorecard, question: string) =>
    card.answers.find((one) => one.question === question)?.state ?? '-';
  const questions = data[0]?.answers.map(({ question }) => question) ?? [];
  out.table<Scorecard>(
    [
      { title: 'WORKLOAD', value: ({ workload }) => workload },
      { title: 'ANSWERED', value: ({ answered, answers }) => `${answered} of ${answers.length}` },
      ...questions.map((question) => ({
        title: question.toUpperCase(),
        value: (card: Scorecard) => state(card, question),
      })),
    ],
    data,
  );
}
