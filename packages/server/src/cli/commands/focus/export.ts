import { writeFile } from 'node:fs/promises';
import {
  FOCUS_DATASETS,
  FOCUS_EXPORT_FORMATS,
  FOCUS_EXPORT_VERSIONS,
  FOCUS_GRANULARITIES,
  focusMetadata,
} from '@weir/core/contract';
import { Option } from 'commander';
import { type Context, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { saveAnswer } from '../../files.ts';
import { names } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  version: string;
  month?: string;
  since?: string;
  until?: string;
  format?: string;
  dataset: string;
  granularity: string;
  tags?: string[];
  source?: string;
  out?: string;
}

export const focusExport = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'export',
    summary: 'write the ledger as FOCUS 1.2 or 1.4, as a file of any size',
    description:
      'Write the ledger as FOCUS: a row per day, kind of token and whom it belongs to. Beside the file lies <file>.metadata.json with the data dictionary, rows and exact sums.',
    examples: [
      [
        'weir focus export --version 1.2 --month 2026-10 --out october.csv',
        'a month, for tools that read 1.2',
      ],
      [
        'weir focus export --version 1.4 --month 2026-10 --dataset chargeback --out october.parquet',
        'what cost centers owe, as Parquet',
      ],
      [
        'weir focus export --source aws-focus --month 2026-10 --out aws.csv',
        'what an imported FOCUS source told, unchanged',
      ],
    ],
    define: (command) =>
      command
        .addOption(
          new Option('--version <version>', 'of FOCUS').choices(FOCUS_EXPORT_VERSIONS).default('1.2'),
        )
        .option('--month <month>', 'YYYY-MM of the organization (default: this month so far)')
        .option('--since <time>', 'from this time on, instead of a month')
        .option('--until <time>', 'up to but without this time')
        .addOption(
          new Option('--format <format>', 'what the file is; by its name when absent').choices(
            FOCUS_EXPORT_FORMATS,
          ),
        )
        .addOption(
          new Option('--dataset <dataset>', 'usage bills nobody, chargeback bills cost centers')
            .choices(FOCUS_DATASETS)
            .default('usage'),
        )
        .addOption(
          new Option('--granularity <period>', 'length of a charge period')
            .choices(FOCUS_GRANULARITIES)
            .default('day'),
        )
        .option('--tags <tags>', 'custom tags that tell rows apart, comma-separated', names)
        .option('--source <id>', 'give back what this FOCUS source told instead')
        .option('--out <file>', 'where to; - or nothing writes to standard output'),
    async run(context, options) {
      const { version, dataset, granularity, tags, source, out: file } = options;
      const format = options.format ?? (file?.endsWith('.parquet') === true ? 'parquet' : 'csv');
      const query = { ...(await rangeOf(context, options)), version, dataset, granularity, tag: tags };
      const api = await context.api();
      const saved = await saveAnswer(
        context,
        await api.raw('/exports/focus', {}, { ...query, format, source }),
        file,
      );
      if (saved.path === undefined || source !== undefined) return;
      const metadata = await api.get('/exports/focus/metadata', focusMetadata, query);
      await writeFile(`${saved.path}.metadata.json`, `${JSON.stringify(metadata, null, 2)}\n`);
      if (context.out.json) context.out.data({ file: saved.path, bytes: saved.bytes, sums: metadata.x_Sums });
      for (const { currency, rows, effective_cost: cost } of metadata.x_Sums) {
        context.out.note(`${rows.toLocaleString('en')} rows, effective cost ${cost} ${currency}`);
      }
    },
  });

async function rangeOf(
  context: Context,
  { month, since, until }: Options,
): Promise<{ since?: string; until?: string }> {
  if (month === undefined) {
    return {
      ...(since === undefined ? {} : { since: await context.time(since, '--since') }),
      ...(until === undefined ? {} : { until: await context.time(until, '--until') }),
    };
  }
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined || since !== undefined || until !== undefined) {
    throw usageError(
      '--month must be YYYY-MM, and stands without --since and --until',
      'Write --month 2026-10.',
      '--month',
    );
  }
  const next =
    number === '12' ? `${Number(year) + 1}-01` : `${year}-${String(Number(number) + 1).padStart(2, '0')}`;
  return { since: `${month}-01`, until: `${next}-01` };
}
