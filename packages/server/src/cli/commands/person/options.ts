import { PERSON_ROLES } from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { names } from '../../options.ts';

export interface PersonOptions {
  name?: string;
  email?: string;
  team?: string;
  roles?: string[];
}

export function addPersonOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people')
    .option('--email <address>', 'e-mail address; owners are named by it')
    .option('--team <id>', 'team they are of')
    .addOption(
      new Option('--roles <role,...>', `what they decide on: ${PERSON_ROLES.join(', ')}`).argParser(roles),
    );
}

/** Request body of what was given. */
export function personBody({ name, email, team, roles: given }: PersonOptions): Record<string, unknown> {
  const fields = { name, email, team, roles: given };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function roles(text: string): string[] {
  const given = text.trim() === '' ? [] : names(text);
  const stray = given.find((role) => !(PERSON_ROLES as readonly string[]).includes(role));
  if (stray === undefined) return given;
  throw new InvalidArgumentError(`There is no role "${stray}": use ${PERSON_ROLES.join(', ')}.`);
}
