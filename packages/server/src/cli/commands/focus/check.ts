import { resolve } from 'node:path';
import { Option } from 'commander';
import { openPath, readRows } from '../../../ingest/files/index.ts';
import {
  FOCUS_VERSIONS,
  FocusChecker,
  type FocusVersion,
  type Violation,
} from '../../../ingest/focus/index.ts';
import { defineCommand } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

const TOLD = 100;

export const focusCheck = (deps: CliDeps) =>
  defineCommand<{ version?: FocusVersion }>(deps, {
    name: 'check',
    summary: 'check a FOCUS file against the rules of its version, without Weir running',
    description:
      'Check a FOCUS file, CSV or Parquet: columns that must be there, types, values allowed, nulls, and rules between columns. Each violation names its row and rule. Exit 1 when there are any.',
    examples: [
      ['weir focus check october.csv', 'by the version that its columns show'],
      ['weir focus check bill.parquet --version 1.2 --json', 'by 1.2, for scripts'],
    ],
    connects: false,
    define: (command) =>
      command
        .argument('<file>', 'file to check')
        .addOption(new Option('--version <version>', 'of FOCUS').choices(FOCUS_VERSIONS)),
    async run({ io, out, exitWith }, { version }, file = '') {
      const path = resolve(io.cwd, file);
      const opened = await openPath(path).catch((cause: unknown) => {
        throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `Cannot read ${path}` }, cause);
      });
      const checker = new FocusChecker(version);
      const told: Violation[] = [];
      try {
        for await (const row of readRows(opened)) {
          const found =
            'reason' in row ? checker.unreadable(row.line, row.reason) : checker.check(row.line, row.fields);
          for (const violation of found) if (told.length < TOLD) told.push(violation);
        }
      } finally {
        await opened.close();
      }
      const { rows, violations } = checker;
      if (violations > 0) exitWith(EXIT.failed);
      if (out.json) {
        out.data({ version: checker.version, rows, violations, told });
        return;
      }
      if (told.length > 0) {
        out.table<Violation>(
          [
            { title: 'LINE', value: ({ line }) => (line === undefined ? '' : String(line)), align: 'right' },
            { title: 'RULE', value: ({ rule }) => rule },
            { title: 'PROBLEM', value: ({ problem }) => problem },
          ],
          told,
        );
      }
      if (violations > told.length) out.note(`${formatCount(violations - told.length)} further violations`);
      out.note(
        `FOCUS ${checker.version ?? ''}: ${formatCount(rows)} rows, ${formatCount(violations)} violations`,
      );
    },
  });
