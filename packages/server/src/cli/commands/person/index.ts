import { belongings, person } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange, usageError } from '../../errors.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { personLeave } from './leave.ts';
import { personList } from './list.ts';
import { addPersonOptions, type PersonOptions, personBody } from './options.ts';
import { belongingLines, printPerson } from './print.ts';

interface ChangeOptions extends PersonOptions {
  unset?: string[];
  state?: string;
}

const create = (deps: CliDeps) =>
  defineCommand<PersonOptions>(deps, {
    name: 'create',
    summary: 'create a person',
    creates: true,
    examples: [
      [
        'weir person create ada --name "Ada Lovelace" --email ada@example.com --team support --roles business,finance',
        'somebody who answers for workloads and their cost',
      ],
    ],
    define: (command) =>
      addPersonOptions(command.argument('<id>', 'lower-case letters, digits and hyphens; never changes')),
    async run({ out, api }, options, id = '') {
      if (options.email === undefined)
        throw usageError('No address is given', 'Add --email ada@example.com.', '--email');
      const body = { id, name: options.name ?? id, ...personBody(options) };
      printPerson(out, await (await api()).send('POST', '/people', person, body));
    },
  });

const show = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a person and what is theirs',
    examples: [['weir person show ada', 'team, roles, workloads and budgets']],
    define: (command) => command.argument('<id>', 'person to show'),
    async run({ out, api }, _options, id = '') {
      const client = await api();
      const shown = await client.get(`/people/${segment(id)}`, person);
      const theirs = await client.get(`/people/${segment(id)}/belongings`, belongings);
      if (out.json) return out.data({ ...shown, belongings: theirs });
      printPerson(out, shown);
      const lines = belongingLines(theirs);
      if (lines.length > 0) out.note(`Theirs:\n  ${lines.join('\n  ')}`);
    },
  });

const change = (deps: CliDeps) =>
  defineCommand<ChangeOptions>(deps, {
    name: 'change',
    summary: 'change a person',
    description:
      'Change what is given; the rest stays. Roles are replaced whole. Somebody who goes leaves: weir person leave.',
    examples: [
      ['weir person change ada --roles business,security', 'may review for security, too'],
      ['weir person change ada --state active', 'is back'],
    ],
    define: (command) =>
      addPersonOptions(command.argument('<id>', 'person to change'))
        .addOption(new Option('--state <state>', 'whether they are here').choices(['active', 'left']))
        .addOption(new Option('--unset <field...>', 'take these away').choices(['team'])),
    async run({ out, api }, { unset = [], state, ...options }, id = '') {
      const removed = Object.fromEntries(unset.map((field) => [field, null]));
      const body = { ...removed, ...personBody(options), ...(state === undefined ? {} : { state }) };
      if (Object.keys(body).length === 0) throw nothingToChange('--roles business');
      printPerson(out, await (await api()).send('PATCH', `/people/${segment(id)}`, person, body));
    },
  });

export const personGroup = (deps: CliDeps) =>
  defineGroup('person', 'people: who owns, reviews and uses', [
    create(deps),
    personList(deps),
    show(deps),
    change(deps),
    personLeave(deps),
    removeCommand(deps, {
      name: 'person',
      label: 'person',
      path: '/people',
      example: 'ada',
      unless: 'for one to whom something belongs or who reviewed something: they leave',
      after: '',
    }),
  ]);
