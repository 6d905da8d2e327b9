import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../../command.ts';
import { CliError, jsonOrUndefined, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { collect, collectPairs } from '../../options.ts';

export interface SettingOptions {
  name?: string;
  setting?: string[];
  settings?: string;
  secret?: Record<string, string>;
  secretEnv?: Record<string, string>;
  schedule?: string;
  tag?: Record<string, string>;
  rule?: string[];
  take?: Record<string, string>;
}

interface Rule {
  field: string;
  is: string;
  tags: Record<string, string>;
}

export function addSettingOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people')
    .option(
      '--setting <name=value>',
      'a setting of its kind; JSON where it is one (true, 30, ["a"]); repeatable',
      settingOption,
    )
    .option('--settings <file>', 'all settings, as a JSON file')
    .option(
      '--secret <name=value>',
      'a key or token; kept encrypted, never shown again; repeatable',
      collectPairs,
    )
    .option('--secret-env <name=VARIABLE>', 'as --secret, read from an environment variable', collectPairs)
    .option('--schedule <cron>', 'when it runs, UTC: "20 * * * *"; none: only when asked')
    .option('--tag <name=value>', 'tag of all its lines; repeatable', collectPairs)
    .option(
      '--rule <field=value:tag=value,...>',
      'tags of lines whose project, key, user, account, model or tag.<name> is this; repeatable',
      collect,
    )
    .option('--take <theirs=ours>', 'a tag of the source that becomes a tag here; repeatable', collectPairs);
}

/** Fields of the request that were given; `old` is what the source has. */
export async function settingsBody(
  { io }: Pick<Context, 'io'>,
  options: SettingOptions,
  old: { settings: Record<string, unknown>; attribution: object } = { settings: {}, attribution: {} },
): Promise<Record<string, unknown>> {
  const { setting, settings, secret, secretEnv, schedule, tag, rule, take } = options;
  const body: Record<string, unknown> = {};
  if (options.name !== undefined) body['name'] = options.name;
  if (settings !== undefined || setting !== undefined) {
    const base = settings === undefined ? old.settings : await jsonFile(io.cwd, settings);
    body['settings'] = { ...base, ...Object.fromEntries((setting ?? []).map(settingOf)) };
  }
  const secrets = { ...secret, ...fromEnvironment(secretEnv ?? {}, io.env) };
  if (Object.keys(secrets).length > 0) body['secrets'] = secrets;
  if (schedule !== undefined) body['schedule'] = schedule === 'none' ? null : schedule;
  if (tag !== undefined || rule !== undefined || take !== undefined) {
    body['attribution'] = {
      ...old.attribution,
      ...(tag === undefined ? {} : { tags: tag }),
      ...(rule === undefined ? {} : { rules: rule.map(ruleOf) }),
      ...(take === undefined ? {} : { take }),
    };
  }
  return body;
}

function settingOption(text: string, previous: readonly string[] = []): string[] {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('Give it as name=value.');
  return [...previous, text];
}

/** JSON where it is some, else text: `organization=org-1`, `metrics=true`. */
function settingOf(text: string): [string, unknown] {
  const at = text.indexOf('=');
  const value = text.slice(at + 1);
  return [text.slice(0, at), jsonOrUndefined(value) ?? value];
}

function ruleOf(text: string): Rule {
  const colon = text.lastIndexOf(':');
  const condition = text.slice(0, colon);
  const at = condition.indexOf('=');
  const pairs = text.slice(colon + 1).split(',');
  if (colon < 1 || at < 1 || pairs.some((pair) => pair.indexOf('=') < 1)) {
    throw usageError(
      `"${text}" is no rule`,
      'Write it like --rule project=proj_1:team=search,workload=etl.',
      '--rule',
    );
  }
  const tags = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return { field: condition.slice(0, at), is: condition.slice(at + 1), tags };
}

function fromEnvironment(
  names: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([name, variable]) => {
      const value = env[variable];
      if (value !== undefined && value !== '') return [name, value];
      throw usageError(
        `The environment variable ${variable} is not set`,
        `Set it to the ${name}.`,
        '--secret-env',
      );
    }),
  );
}

export async function jsonFile(cwd: string, file: string): Promise<Record<string, unknown>> {
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = `Cannot read ${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`;
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message }, error);
  });
  const value = jsonOrUndefined(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw usageError(`${path} holds no JSON object`, 'Write it like {"organization": "org-1"}.', file);
}
