import { defineCommand } from '../command.ts';
import type { CliDeps } from '../ports.ts';
import type { Noun, NounRecord } from './noun.ts';
import { addNounOptions, type NounOptions, nounBody } from './options.ts';
import { printNoun } from './print.ts';

export const nounCreate = <T extends NounRecord>(deps: CliDeps, noun: Noun<T>) =>
  defineCommand<NounOptions>(deps, {
    name: 'create',
    summary: `create a ${noun.label}`,
    creates: true,
    examples: [
      [`weir ${noun.name} create ${noun.example} --name "A name for people"`, 'named'],
      ...(noun.parent === undefined
        ? []
        : [
            [
              `weir ${noun.name} create ${noun.example} --${noun.parent.option} ${noun.parent.example}`,
              `of a ${noun.parent.label} that exists`,
            ] as const,
          ]),
    ],
    define: (command) =>
      addNounOptions(command.argument('<id>', 'lower-case letters, digits and hyphens; never changes'), noun),
    async run({ out, api }, options, id = '') {
      const body = { id, ...nounBody(noun, options) };
      printNoun(out, noun, await (await api()).send('POST', noun.path, noun.schema, body));
    },
  });
