import {
  ORGANIZATION_COLUMNS,
  type OrganizationImported,
  type OrganizationImportKind,
  organizationImported,
} from '@weir/core/contract';
import type { ApiClient } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { readText } from '../../read-file.ts';

interface Options {
  costCenters?: string;
  teams?: string;
  applications?: string;
  people?: string;
  dryRun?: boolean;
  strict?: boolean;
}

export const organizationImport = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'import',
    summary: 'bring in cost centers, teams, applications and people from CSV',
    description:
      'Bring in cost centers, teams, applications and people from CSV files, in that order whatever the order of the\n' +
      'options. What is there already is changed; the same file twice changes nothing. Good rows are taken, bad ones are\n' +
      'listed with their lines. The first line names columns:\n' +
      Object.entries(ORGANIZATION_COLUMNS)
        .map(([kind, columns]) => `  ${kind.replace('_', ' ')}: ${columns.join(', ')}`)
        .join('\n') +
      '\nAn empty cell takes away, an absent column leaves as it is. People are known by id, else by e-mail address.',
    creates: true,
    examples: [
      ['weir organization import --people people.csv --dry-run', 'what would happen?'],
      [
        'weir organization import --cost-centers centers.csv --teams teams.csv --people people.csv',
        'an organization at once',
      ],
    ],
    define: (command) =>
      command
        .option('--cost-centers <file>', 'CSV of cost centers; - reads standard input')
        .option('--teams <file>', 'CSV of teams')
        .option('--applications <file>', 'CSV of applications')
        .option('--people <file>', 'CSV of people')
        .option('--dry-run', 'check and count, change nothing')
        .option('--strict', 'exit 1 when a row was rejected (the good ones are imported all the same)'),
    async run(context, options) {
      const files = filesOf(options);
      const texts: (readonly [OrganizationImportKind, string])[] = [];
      for (const [kind, file] of files) texts.push([kind, await readText(context, file)]);
      const client = await context.api();
      const reports: OrganizationImported[] = [];
      for (const [kind, text] of texts) reports.push(await send(client, kind, text, options.dryRun === true));
      if (context.out.json) context.out.data({ data: reports });
      else print(context, reports);
      const rejected = reports.some((report) => report.rejected > 0);
      if (rejected && options.strict === true) context.exitWith(EXIT.failed);
    },
  });

/** From the top down: what comes later refers to what came before. */
function filesOf(options: Options): (readonly [OrganizationImportKind, string])[] {
  const named = [
    ['cost_centers', options.costCenters],
    ['teams', options.teams],
    ['applications', options.applications],
    ['people', options.people],
  ] as const;
  const files = named.flatMap(([kind, file]) => (file === undefined ? [] : [[kind, file] as const]));
  if (files.length === 0)
    throw usageError('No file is named', 'Name at least one: --people people.csv.', '--people');
  if (files.filter(([, file]) => file === '-').length > 1)
    throw usageError('Standard input can be one file only', 'Name files for the others.');
  return files;
}

async function send(
  client: ApiClient,
  kind: OrganizationImportKind,
  text: string,
  dryRun: boolean,
): Promise<OrganizationImported> {
  const init = { method: 'POST', body: text, headers: { 'content-type': 'text/csv' } };
  const response = await client.raw('/imports/organization', init, { kind, dry_run: String(dryRun) });
  return organizationImported.parse(await response.json());
}

function print({ out }: Context, reports: readonly OrganizationImported[]): void {
  out.table<OrganizationImported>(
    [
      { title: 'FILE OF', value: ({ kind }) => kind.replace('_', ' ') },
      { title: 'READ', value: ({ read }) => formatCount(read), align: 'right' },
      { title: 'CREATED', value: ({ created }) => formatCount(created), align: 'right' },
      { title: 'CHANGED', value: ({ changed }) => formatCount(changed), align: 'right' },
      { title: 'UNCHANGED', value: ({ unchanged }) => formatCount(unchanged), align: 'right' },
      { title: 'REJECTED', value: ({ rejected }) => formatCount(rejected), align: 'right' },
    ],
    reports,
  );
  for (const { kind, rejected, rejections, ignored_columns: ignored } of reports) {
    const of = kind.replace('_', ' ');
    if (ignored.length > 0) out.note(`Columns of ${of} that were not read: ${ignored.join(', ')}.`);
    if (rejected === 0) continue;
    out.warn(`${formatCount(rejected)} rows of ${of} were rejected:`);
    for (const { line, reason } of rejections) out.note(`  line ${line}: ${reason}`);
    const more = rejected - rejections.length;
    if (more > 0) out.note(`  and ${formatCount(more)} more`);
  }
  if (!reports.some(({ dry_run: dryRun }) => dryRun)) return;
  if (reports.length > 1 && reports.some(({ rejected }) => rejected > 0)) {
    out.note(
      'A dry run looks at each file alone: rows that need what another of these files creates are taken then.',
    );
  }
  out.note('This was a dry run: nothing was changed.');
}
