import { COSTS_FORMATS, EXPORT_FORMATS, type ExportFormat } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { saveAnswer } from '../../files.ts';
import { names } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { addRangeOptions, type RangeOptions, rangeQuery } from '../../ranges.ts';

interface Options extends RangeOptions {
  format?: ExportFormat;
  out?: string;
  sandbox?: 'auto' | 'include' | 'exclude';
  by?: string[];
  compare?: 'previous' | 'year';
}

const WHAT = {
  calls: 'calls and entries, a row each',
  charges: 'charges, a row per priced quantity',
  costs: 'every group of a question about costs',
  statement: 'what providers and bills tell, every version of every line',
} as const;

export const exportRowsCommand = (deps: CliDeps, kind: keyof typeof WHAT) =>
  defineCommand<Options>(deps, {
    name: kind,
    summary: WHAT[kind],
    description:
      `Export ${WHAT[kind]}, as a file of any size: it is written as it is read and held nowhere.\n` +
      'Amounts are exact; in a workbook they are text, because a spreadsheet would round them.',
    examples: [
      [`weir export ${kind} --since month --out ${kind}.csv`, 'this month'],
      [
        `weir export ${kind} --since 2026-10-01 --until 2026-11-01 --format xlsx --out ${kind}.xlsx`,
        'a workbook',
      ],
    ],
    define: (command) => {
      addRangeOptions(command, 'month')
        .addOption(
          new Option('--format <format>', 'what the file is')
            .choices(kind === 'costs' ? COSTS_FORMATS : EXPORT_FORMATS)
            .default('csv'),
        )
        .option('--out <file>', 'where to; - or nothing writes to standard output')
        .addOption(
          new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices(
            ['auto', 'include', 'exclude'],
          ),
        );
      if (kind !== 'costs') return command;
      return command
        .option('--by <tags>', 'tags to group by, comma-separated', names)
        .addOption(new Option('--compare <time>', 'another time beside it').choices(['previous', 'year']));
    },
    async run(context, options) {
      const range = await rangeQuery(context, options, 'month');
      const { format, sandbox, by, compare } = options;
      const query = { ...range, format, sandbox, by: by?.join(','), compare };
      const response = await (await context.api()).raw(`/exports/${kind}`, {}, query);
      await saveAnswer(context, response, options.out);
    },
  });
