import { Option } from 'commander';
import { segment } from '../api-client.ts';
import { defineCommand } from '../command.ts';
import { nothingToChange } from '../errors.ts';
import type { CliDeps } from '../ports.ts';
import type { Noun, NounRecord } from './noun.ts';
import { addNounOptions, type NounOptions, nounBody } from './options.ts';
import { printNoun } from './print.ts';

export const nounChange = <T extends NounRecord>(deps: CliDeps, noun: Noun<T>) =>
  defineCommand<NounOptions>(deps, {
    name: 'change',
    summary: `change a ${noun.label}`,
    description: `Change what is given; the rest stays. The id never changes. Calls already recorded keep their tags.`,
    examples: examplesOf(noun),
    define: (command) => {
      addNounOptions(command.argument('<id>', `${noun.label} to change`), noun);
      if (noun.parent === undefined) return command;
      return command.addOption(
        new Option('--unset <field...>', 'take these away').choices([noun.parent.field]),
      );
    },
    async run({ out, api }, options, id = '') {
      const removed = Object.fromEntries((options.unset ?? []).map((field) => [field, null]));
      const body = { ...removed, ...nounBody(noun, options) };
      if (Object.keys(body).length === 0) throw nothingToChange('--name "Customer care"');
      const path = `${noun.path}/${segment(id)}`;
      printNoun(out, noun, await (await api()).send('PATCH', path, noun.schema, body));
    },
  });

function examplesOf<T extends NounRecord>({ name, example, parent }: Noun<T>): [string, string][] {
  const examples: [string, string][] = [
    [`weir ${name} change ${example} --name "A better name"`, 'call it something else'],
  ];
  if (parent !== undefined) {
    examples.push(
      [`weir ${name} change ${example} --${parent.option} ${parent.example}`, `move it to a ${parent.label}`],
      [`weir ${name} change ${example} --unset ${parent.field}`, `of no ${parent.label} any more`],
    );
  }
  return examples;
}
