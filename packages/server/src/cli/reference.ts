import type { Command, Option } from 'commander';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { processIo } from './process-io.ts';
import { buildProgram, descendants } from './program.ts';
import { TIME_FORMS } from './times.ts';

/** docs/reference/cli.md, made from the program itself. `scripts/write-cli-reference.mjs` writes it. */
export function cliReference(): string {
  const never = () => Promise.reject(new Error('commands are described here, not run'));
  const program = buildProgram({ io: processIo(), startUp: never, reload: never, openLocalControl: never });
  const leaves = descendants(program).filter((command) => command.commands.length === 0);
  return [
    '# Command line',
    '',
    'Made from the program by `node scripts/write-cli-reference.mjs`; do not edit.',
    '',
    program.description(),
    '',
    '## Conventions',
    '',
    '- Results go to standard output, everything about the work itself to standard error.',
    '- `--json` prints exactly the objects of the admin API (`/api/v1/openapi.json`); errors become',
    '  `{"error": {"code", "message", "field"?, "remedy"?}}` on standard error.',
    '- Which Weir: `--url` and `--token` (`WEIR_ADMIN_URL`, `WEIR_ADMIN_TOKEN`); else the one that runs on the data',
    '  directory, without a token; else the data directory is opened in the process of the command.',
    `- Times: ${TIME_FORMS}. Dates and calendar words are midnight in the organization's time zone; \`--until\` is`,
    '  exclusive.',
    '- Colour only on a terminal, and not with `NO_COLOR` or `--no-color`. `WEIR_DEBUG=1` shows where an error arose.',
    '',
    '| exit code | meaning |',
    '|---|---|',
    ...Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    ...leaves.flatMap(commandSection),
  ].join('\n');
}

function commandSection(command: Command): string[] {
  return [
    `## ${fullName(command)}`,
    '',
    command.description(),
    '',
    '```',
    `${fullName(command)} ${command.usage()}`,
    '```',
    '',
    ...argumentTable(command),
    ...optionTable(command.options.filter((option) => !option.hidden)),
    '```',
    ...examplesOf(command),
    '```',
    '',
  ];
}

function argumentTable(command: Command): string[] {
  if (command.registeredArguments.length === 0) return [];
  const rows = command.registeredArguments.map((one) => `| \`${one.name()}\` | ${cell(one.description)} |`);
  return ['| argument | |', '|---|---|', ...rows, ''];
}

function optionTable(options: readonly Option[]): string[] {
  return [
    '| option | |',
    '|---|---|',
    ...options.map((one) => `| \`${one.flags}\` | ${optionText(one)} |`),
    '',
  ];
}

function optionText(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `; one of ${option.argChoices.join(', ')}`;
  const fallback = typeof option.defaultValue === 'string' ? ` (default: ${option.defaultValue})` : '';
  return cell(`${option.description}${choices}${fallback}${option.mandatory ? '; required' : ''}`);
}

/** The examples that `--help` shows, without their heading. */
function examplesOf(command: Command): string[] {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => void parts.push(text) }).outputHelp();
  const help = parts.join('');
  return help
    .slice(help.indexOf('Examples:\n') + 'Examples:\n'.length)
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^ {2}/, ''));
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
