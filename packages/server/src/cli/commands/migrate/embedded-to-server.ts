import { resolve } from 'node:path';
import { addDirectoryOptions, defineCommand } from '../../command.ts';
import { type ConnectionOptions, configOf } from '../../connect.ts';
import { formatCount } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps, Move } from '../../ports.ts';
import { storageOf, withProgress } from '../../storage.ts';

interface Options extends ConnectionOptions {
  dryRun?: boolean;
}

export const embeddedToServerCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'embedded-to-server',
    summary: 'move ledger and registry of a stopped Weir to ClickHouse and PostgreSQL',
    description:
      'Copy what lies in the data directory to the servers that ledger.url_env and registry.url_env name, then compare\n' +
      'both: counts, exact sums and content of every table and month. Broken off, the same command goes on where it was.\n' +
      'The data directory keeps everything; a server that holds anything else is refused. Stop Weir first.',
    connects: false,
    examples: [
      ['weir migrate embedded-to-server --dry-run', 'what there is to move, and whether the servers answer'],
      ['weir migrate embedded-to-server', 'move; then start Weir with the same weir.yaml'],
    ],
    define: (command) =>
      addDirectoryOptions(command.option('--dry-run', 'change nothing: say what would be moved')),
    async run(context, options) {
      const tools = await storageOf(context);
      const config = configOf(context.io, options);
      const from = { ...config, data_dir: resolve(context.io.cwd, config.data_dir) };
      const dryRun = options.dryRun === true;
      const move = await withProgress(context, (tell) =>
        tools.moveToServers(from, { dryRun }, tell, context.io.signal),
      );
      if (context.out.json) context.out.data({ dry_run: dryRun, ...move });
      else print(context.out, move);
      context.out.note(
        dryRun ? 'Nothing was moved.' : 'Moved, and compared to the last digit. The source keeps all it had.',
      );
    },
  });

function print(out: Output, { ledger, registry }: Move): void {
  const rows = [
    ...ledger.map(({ table, month, rows: count, sums }) => ({
      table,
      month,
      count,
      cost: sums['effective_cost'] ?? sums['cost'] ?? '',
    })),
    ...registry.map(({ table, rows: count }) => ({ table: `registry ${table}`, month: '', count, cost: '' })),
  ];
  out.table(
    [
      { title: 'table', value: ({ table }) => table },
      { title: 'month', value: ({ month }) => month },
      {
        title: 'rows',
        value: ({ count }) => (count === undefined ? '' : formatCount(count)),
        align: 'right',
      },
      { title: 'cost', value: ({ cost }) => cost, align: 'right' },
    ],
    rows,
  );
}
