import { type ApplyAnswer, applyAnswer, type PlannedChange } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';
import { differences } from './difference.ts';
import { type BadDocument, readManifests } from './read-manifests.ts';

interface ApplyOptions {
  file: string;
  dryRun?: boolean;
  check?: boolean;
  set: string;
}

const MARKS: Readonly<Record<PlannedChange['action'], string>> = {
  create: '+',
  change: '~',
  none: ' ',
  orphan: '?',
  error: '!',
};

export const applyCommand = (deps: CliDeps) =>
  defineCommand<ApplyOptions>(deps, {
    name: 'apply',
    summary: 'bring what YAML files declare into force',
    description:
      'Declare organization, teams, people, workloads, budgets, tags, allocation rules and more in files that lie in git. ' +
      'A document is kind, id and spec; spec takes the fields that the API takes. Only fields that are written are governed by the file. ' +
      'What somebody changed elsewhere since is drift, and is set back. What a file no longer declares is told and stays.',
    creates: true,
    examples: [
      ['weir apply -f weir.d/ --dry-run', 'what it would change'],
      ['weir apply -f weir.d/', 'change it'],
      ['weir apply -f weir.d/ --check', 'exit code 1 when files and Weir differ, for CI'],
    ],
    define: (command) =>
      command
        .requiredOption('-f, --file <path>', 'a file, or a folder with all its .yaml and .yml files')
        .option('--dry-run', 'only say what would change')
        .option('--check', 'only say what would change, and fail when there is anything')
        .option('--set <name>', 'name of this set of files, where several are applied', 'default'),
    async run({ io, out, api, exitWith }, { file, dryRun, check, set }) {
      const { manifests, bad, files } = await readManifests(io.cwd, file);
      if (bad.length > 0 && manifests.length === 0) throw badDocuments(bad);
      const dry_run = dryRun === true || check === true || bad.length > 0;
      const answer = await (await api()).send('POST', '/apply', applyAnswer, { manifests, dry_run, set });
      const differs = answer.changes.some(({ action, drifted }) => action !== 'none' || drifted);
      if (bad.length > 0 || answer.summary.error > 0 || (check === true && differs)) exitWith(EXIT.failed);
      if (out.json) return out.data({ ...answer, bad_documents: bad });
      print(out, answer);
      for (const { place, message } of bad) out.line(`! ${place}: ${message}`);
      out.note(closing(answer, bad, files));
    },
  });

function print(out: Output, { changes }: ApplyAnswer): void {
  for (const change of changes) {
    if (change.action === 'none' && !change.drifted) continue;
    const drift = change.drifted ? ' (changed elsewhere since)' : '';
    out.line(`${MARKS[change.action]} ${change.kind}/${change.id}${drift}`);
    if (change.error !== undefined) {
      out.line(`    ${change.place ?? ''} ${change.error.message}`);
      if (change.error.remedy !== undefined) out.line(`    ${change.error.remedy}`);
      continue;
    }
    if (change.action === 'orphan') out.line('    no longer declared; it stays until somebody removes it');
    for (const [field, { from, to }] of Object.entries(change.fields)) {
      if (change.action === 'create') out.line(`    ${field}: ${shown(to)}`);
      else
        for (const part of differences(field, from, to))
          out.line(`    ${part.name}: ${shown(part.from)} -> ${shown(part.to)}`);
    }
  }
}

const shown = (value: unknown) => (value === undefined || value === null ? '(none)' : JSON.stringify(value));

function closing({ summary, dry_run }: ApplyAnswer, bad: readonly BadDocument[], files: number): string {
  const { create, change, none, orphan, error, drifted } = summary;
  const counts = `${create} to create, ${change} to change (${drifted} drifted), ${none} as declared, ${orphan} no longer declared, ${error + bad.length} wrong`;
  if (bad.length > 0) return `Nothing was applied, because files are wrong. ${counts}.`;
  if (dry_run) return `${files === 1 ? '1 file' : `${files} files`}: ${counts}. Nothing was changed.`;
  return `Applied: ${create} created, ${change} changed, ${none} as declared, ${orphan} no longer declared, ${error} failed.`;
}

function badDocuments(bad: readonly BadDocument[]) {
  const lines = bad.map(({ place, message }) => `${place}: ${message}`).join('\n');
  return usageError(lines, 'Write each document as kind, id and spec.', 'file');
}
