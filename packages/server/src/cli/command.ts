import { organization } from '@weir/core/contract';
import { Command } from 'commander';
import type { ApiClient } from './api-client.ts';
import { type ConnectionOptions, connect } from './connect.ts';
import { QuietExit } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createOutput, type Output } from './output/output.ts';
import type { CliDeps, CliIo } from './ports.ts';
import { needsTimeZone, resolveTime } from './times.ts';

/** What a command works with. The connection is made on first use and closed by the frame. */
export interface Context {
  deps: CliDeps;
  io: CliIo;
  out: Output;
  api(): Promise<ApiClient>;
  /** `--since`, `--until`: see times.ts. Asks for the organization's zone only when a date needs it. */
  time(text: string, option: string): Promise<string>;
  /** The exit code when the work ends without an error; 0 unless said. */
  exitWith(code: ExitCode): void;
}

export type CommonOptions = ConnectionOptions & { json?: boolean; color?: boolean };

/** The work of a command. Arguments come as text, in order. */
export type Work<Options> = (context: Context, options: Options, ...args: string[]) => Promise<void>;

export interface CommandSpec<Options> {
  name: string;
  summary: string;
  description?: string;
  /** Each with what it does; `--help` of every command shows at least one. */
  examples: readonly (readonly [command: string, does: string])[];
  /** Adds arguments and options. */
  define?(command: Command): Command;
  /** Whether the command may create a data directory that is not there yet. */
  creates?: boolean;
  /** False for a command that never talks to Weir: it gets no connection options. */
  connects?: boolean;
  run: Work<Options & CommonOptions>;
}

export function defineCommand<Options>(deps: CliDeps, spec: CommandSpec<Options>): Command {
  const command = new Command(spec.name)
    .summary(spec.summary)
    .description(spec.description ?? `${spec.summary}.`);
  spec.define?.(command);
  command.optionsGroup('Output:').option('--json', 'print JSON instead of tables; errors too');
  command.option('--no-color', 'no colour (also: NO_COLOR)');
  if (spec.connects !== false) addConnectionOptions(command);
  command.addHelpText('after', () => helpOfExamples(spec.examples));
  return command.action(async (...received: unknown[]) => {
    const options = command.opts<Options & CommonOptions>();
    const args = received.slice(0, -2) as string[];
    await withContext(deps, options, spec.creates === true, (context) => spec.run(context, options, ...args));
  });
}

async function withContext(
  deps: CliDeps,
  options: CommonOptions,
  create: boolean,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const { io } = deps;
  const out = createOutput(io, {
    json: options.json === true,
    ...(options.color === undefined ? {} : { color: options.color }),
  });
  let client: Promise<ApiClient> | undefined;
  let exitCode: ExitCode = EXIT.ok;
  const api = () => {
    client ??= connect(deps, options, create);
    return client;
  };
  const zone = async () => (await (await api()).get('/organization', organization)).time_zone;
  const time = async (text: string, option: string) =>
    resolveTime(text, option, io.now(), needsTimeZone(text) ? await zone() : 'UTC');
  const exitWith = (code: ExitCode) => {
    exitCode = code;
  };
  try {
    await work({ deps, io, out, api, time, exitWith });
  } finally {
    const opened = await client?.catch(() => undefined);
    await opened?.close();
  }
  if (exitCode !== EXIT.ok) throw new QuietExit(exitCode);
}

/** Also used by commands that need the configuration but no connection. */
export function addDirectoryOptions(command: Command): Command {
  return command
    .optionsGroup('Which Weir:')
    .option('--data-dir <dir>', 'data directory (WEIR_DATA_DIR, default ./weir-data)')
    .option('--config <file>', 'configuration file (default ./weir.yaml when it exists)');
}

function addConnectionOptions(command: Command): void {
  addDirectoryOptions(command)
    .option('--url <url>', 'admin address of a Weir elsewhere (WEIR_ADMIN_URL)')
    .option('--token <token>', 'admin token for it (WEIR_ADMIN_TOKEN)');
}

function helpOfExamples(examples: CommandSpec<unknown>['examples']): string {
  return ['', 'Examples:', ...examples.flatMap(([command, does]) => [`  # ${does}`, `  ${command}`])].join(
    '\n',
  );
}
