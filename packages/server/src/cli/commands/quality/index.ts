import { type QualityScore, qualityScore } from '@weir/core/contract';
import { InvalidArgumentError } from 'commander';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { positiveInteger } from '../../options.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface AddOptions {
  metric: string;
  score: number;
  samples?: number;
  at?: string;
  model?: string;
  promptVersion?: string;
  source?: string;
  id?: string;
}

const add = (deps: CliDeps) =>
  defineCommand<AddOptions>(deps, {
    name: 'add',
    summary: 'add a quality score of a workload: of an evaluation, of people, of a judge',
    examples: [
      ['weir quality add support-bot --metric csat --score 4.4 --samples 212', 'of a survey'],
      [
        'weir quality add support-bot --metric groundedness --score 0.93 --samples 500 --prompt-version v7 --source nightly-eval',
        'of an evaluation',
      ],
    ],
    define: (command) =>
      command
        .argument('<workload>', 'workload it is of')
        .requiredOption(
          '--metric <id>',
          'what was measured; the quality metric of the workload decides in verdicts',
        )
        .requiredOption('--score <number>', 'on the scale of the metric; higher is better', decimal)
        .option('--samples <n>', 'answers it rests on (default: 1)', positiveInteger)
        .option('--at <time>', 'when it was found (default: now)')
        .option('--model <name>', 'model that answered')
        .option('--prompt-version <version>', 'prompt version that was used')
        .option('--source <name>', 'who found it')
        .option('--id <id>', 'told again with the same id it counts once'),
    async run(context, options, workload = '') {
      const { out, api } = context;
      const at =
        options.at === undefined
          ? new Date(context.io.now()).toISOString()
          : await context.time(options.at, '--at');
      const { id, metric, score, samples, model, source } = options;
      const given = {
        id,
        workload,
        metric,
        at,
        score,
        samples,
        model,
        prompt_version: options.promptVersion,
        source,
      };
      const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const made = await (await api()).send('POST', '/quality-scores', qualityScore, body);
      if (out.json) return out.data(made);
      out.note(`Added ${made.metric} ${made.score} of ${made.workload} (${made.samples} samples).`);
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions & { workload?: string; metric?: string; since?: string; until?: string }>(
    deps,
    {
      name: 'list',
      summary: 'list quality scores, newest first',
      examples: [['weir quality list --workload support-bot --since 90d', 'how good it was found to be']],
      define: (command) =>
        addPagingOptions(
          command
            .option('--workload <id>', 'only of this workload')
            .option('--metric <id>', 'only of this metric')
            .option('--since <time>', 'from this time on (default: all)')
            .option('--until <time>', 'up to but without this time (default: now)'),
        ),
      async run(context, { workload, metric, since, until, ...options }) {
        const { out } = context;
        const query = {
          workload,
          metric,
          since: since === undefined ? undefined : await context.time(since, '--since'),
          until: until === undefined ? undefined : await context.time(until, '--until'),
        };
        const found = await fetchPages(await context.api(), '/quality-scores', qualityScore, query, options);
        if (out.json) return out.data(found);
        if (found.data.length === 0) return out.note('No quality scores. See weir quality add --help.');
        out.table<QualityScore>(
          [
            { title: 'AT', value: ({ at }) => formatInstant(at) },
            { title: 'WORKLOAD', value: (row) => row.workload },
            { title: 'METRIC', value: (row) => row.metric },
            { title: 'SCORE', value: ({ score }) => String(score), align: 'right' },
            { title: 'SAMPLES', value: ({ samples }) => String(samples), align: 'right' },
            { title: 'PROMPT', value: ({ prompt_version }) => prompt_version ?? '' },
            { title: 'MODEL', value: ({ model }) => model ?? '' },
            { title: 'SOURCE', value: ({ source }) => source },
          ],
          found.data,
        );
        noteMore(out, found);
      },
    },
  );

function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('Give a number such as 4.4.');
  return value;
}

export const qualityGroup = (deps: CliDeps) =>
  defineGroup('quality', 'quality scores: how good workloads were found to be', [add(deps), list(deps)]);
