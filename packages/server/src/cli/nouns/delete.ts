import { segment } from '../api-client.ts';
import { defineCommand } from '../command.ts';
import type { CliDeps } from '../ports.ts';

/** Something the admin API can remove: how it is typed, how it is read, where it is. */
export interface Removable {
  name: string;
  label: string;
  path: string;
  example: string;
  /** What stands in the way, for the help. */
  unless: string;
  /** What becomes of traces of it, for the help. */
  after?: string;
}

export const removeCommand = (
  deps: CliDeps,
  { name, label, path, example, unless, after = ' Calls already recorded keep its name.' }: Removable,
) =>
  defineCommand(deps, {
    name: 'delete',
    summary: `delete a ${label}`,
    description: `Delete a ${label}. Refused ${unless}.${after}`,
    examples: [[`weir ${name} delete ${example}`, 'it is not used any more']],
    define: (command) => command.argument('<id>', `${label} to delete`),
    async run({ out, api }, _options, id = '') {
      await (await api()).remove(`${path}/${segment(id)}`);
      if (out.json) return out.data({ id, deleted: true });
      out.note(`Deleted ${label} ${id}.`);
    },
  });
