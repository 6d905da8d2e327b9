import { PERSON_ROLES, person } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  team?: string;
  state?: string;
  role?: string;
}

export const personList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list people, newest first',
    examples: [
      ['weir person list', 'who there is'],
      ['weir person list --role security', 'who may review for security'],
      ['weir person list --state left', 'who left'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .option('--team <id>', 'only of this team')
          .addOption(new Option('--state <state>', 'only these').choices(['active', 'left']))
          .addOption(new Option('--role <role>', 'only with this role').choices(PERSON_ROLES)),
      ),
    async run({ out, api }, { team, state, role, ...paging }) {
      const list = await fetchPages(await api(), '/people', person, { team, state, role }, paging);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note('No such people. Import them: weir organization import --people people.csv');
      out.table(
        [
          { title: 'PERSON', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'E-MAIL', value: (row) => row.email },
          { title: 'TEAM', value: (row) => row.team ?? '' },
          { title: 'ROLES', value: (row) => row.roles.join(', ') },
          { title: 'STATE', value: (row) => row.state },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
