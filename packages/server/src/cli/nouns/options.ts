import type { Command } from 'commander';
import type { Noun, NounRecord } from './noun.ts';

/** `--name`, and the option of the parent, whose name differs from noun to noun. */
export type NounOptions = { name?: string; unset?: string[] } & Record<string, unknown>;

export function addNounOptions<T extends NounRecord>(command: Command, { parent }: Noun<T>): Command {
  command.option('--name <name>', 'name for people (default: the id)');
  return parent === undefined ? command : command.option(`--${parent.option} <id>`, parent.does);
}

/** Request body of what was given. */
export function nounBody<T extends NounRecord>(
  { parent }: Noun<T>,
  options: NounOptions,
): Record<string, unknown> {
  const given: [string, unknown][] = [['name', options.name]];
  if (parent !== undefined) given.push([parent.field, options[camelCase(parent.option)]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** As commander names the value of `--cost-center`. */
function camelCase(option: string): string {
  return option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
