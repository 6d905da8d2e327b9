import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mapping } from '@weir/core/contract';
import { parse } from 'yaml';
import { segment } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import { CliError, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';

export const mappingSave = (deps: CliDeps) =>
  defineCommand<{ name?: string }>(deps, {
    name: 'save',
    summary: 'save a mapping, new or changed',
    description: 'Save the rules in a YAML or JSON file under an id. One that exists gets these rules.',
    examples: [
      ['weir mapping suggest invoice.csv > rules.yaml', 'a beginning'],
      ['weir mapping save mistral-invoices rules.yaml', 'once it is right'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'id of the mapping')
        .argument('<file>', 'file with its rules')
        .option('--name <name>', 'as people call it'),
    async run(context, { name }, id = '', file = '') {
      const rules = parsed(await readText(context, file), file);
      const api = await context.api();
      const named = name === undefined ? {} : { name };
      const path = `/mappings/${segment(id)}`;
      const known = (await api.find(path, mapping)) !== undefined;
      const saved = known
        ? await api.send('PATCH', path, mapping, { ...named, rules })
        : await api.send('POST', '/mappings', mapping, { id, ...named, rules });
      if (context.out.json) return context.out.data(saved);
      const use = `weir source create <source> --kind generic-file --setting mapping=${id}`;
      context.out.note(`${known ? 'Changed' : 'Saved'} mapping ${id}. Use it: ${use}`);
    },
  });

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw usageError(`${file} is neither YAML nor JSON: ${String(error)}`, 'Mend it.', 'file');
  }
}

async function readText({ io }: Context, file: string): Promise<string> {
  const path = resolve(io.cwd, file);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `Cannot read ${path}` }, error);
  }
}
