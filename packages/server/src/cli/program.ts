import { Command, CommanderError } from 'commander';
import { commandGroups } from './commands/index.ts';
import { CliError, QuietExit, toCliError, usageError } from './errors.ts';
import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { printable } from './output/table.ts';
import type { CliDeps, CliIo } from './ports.ts';
import { VERSION } from './version.ts';

/** The whole command line as a commander program. It never ends the process and never writes but to `io`. */
export function buildProgram(deps: CliDeps): Command {
  const program = new Command('weir')
    .description('Weir measures what a company spends on AI and holds it to a level.')
    .version(VERSION, '-V, --version', 'print the version')
    // so that `weir focus export --version 1.4` is about FOCUS
    .enablePositionalOptions()
    .commandsGroup('Help:')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true);
  for (const { heading, commands } of commandGroups(deps)) {
    for (const command of commands) program.addCommand(command.helpGroup(heading));
  }
  program.addHelpText('after', exitCodeHelp);
  for (const command of [program, ...descendants(program)]) quiet(command, deps.io);
  return program;
}

/** Runs one command line (without `node` and the script) and resolves to the exit code; never rejects. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  const { io } = deps;
  const json = asksForJson(argv);
  io.stdout.on('error', ignoreClosedPipe);
  try {
    await buildProgram(deps).parseAsync([...argv], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof QuietExit) return error.exitCode;
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    if (io.signal.aborted) return EXIT.interrupted;
    return report(io, error instanceof CommanderError ? ofCommander(error) : toCliError(error), json);
  } finally {
    await flushed(io.stdout);
    io.stdout.off('error', ignoreClosedPipe);
  }
}

export function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

function quiet(command: Command, io: CliIo): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void io.stdout.write(text),
    // commander's own messages are printed by `report`, in our form; help after an error is still help
    writeErr: (text) => void io.stderr.write(text),
    outputError: () => {},
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    getOutHelpWidth: () => 110,
    getErrHelpWidth: () => 110,
  });
}

function ofCommander(error: CommanderError): CliError {
  if (error.code === 'commander.help') return new CliError(EXIT.usage, { code: 'help', message: '' });
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const remedy = suggestion === undefined ? 'See --help.' : suggestion.replace(/^\((.*)\)$/, '$1');
  return usageError(message, remedy);
}

function report(io: CliIo, error: CliError, json: boolean): number {
  if (error.body.code !== 'help') io.stderr.write(json ? asJson(error) : asText(error));
  if (io.env['WEIR_DEBUG']) io.stderr.write(`${error.stack}\n${String(error.cause ?? '')}\n`);
  return error.exitCode;
}

function asJson(error: CliError): string {
  return `${JSON.stringify({ error: error.body })}\n`;
}

function asText({ body }: CliError): string {
  const field = body.field === undefined || body.message.includes(body.field) ? '' : ` (${body.field})`;
  const remedy = body.remedy === undefined ? '' : `${body.remedy}\n`;
  // several faults may be told at once, one per line; nothing in them may drive the terminal
  const lines = `error: ${body.message}${field}\n${remedy}`.split('\n');
  return lines.map(printable).join('\n');
}

function exitCodeHelp(): string {
  const lines = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `${code.padStart(5)}  ${meaning}`);
  return ['', 'Exit codes:', ...lines, '', 'Every command has --help with examples, and --json.'].join('\n');
}

/** Before parsing, so that a usage error is printed in the form that was asked for. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** `weir call list | head` closes early; a full pipe must be emptied before the process may end. */
function flushed(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
