import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type MappingPreview, mapping, mappingPreview } from '@weir/core/contract';
import { stringify } from 'yaml';
import { segment } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';

/** What is sent of a file: enough for its first rows. */
const BEGINNING = 512 * 1024;

export const mappingSuggest = (deps: CliDeps) =>
  defineCommand<{ mapping?: string }>(deps, {
    name: 'suggest',
    summary: 'suggest the mapping of a file, and show what its first rows would become',
    description:
      'Print the rules that seem right for a file, ready for weir mapping save. What its first rows would become, and what is left open, goes to standard error. Nothing is kept.',
    examples: [
      ['weir mapping suggest invoice.csv > rules.yaml', 'a beginning'],
      ['weir mapping suggest october.csv --mapping mistral-invoices', 'whether a saved one fits'],
    ],
    define: (command) =>
      command
        .argument('<file>', 'file to look at; of Parquet at most 512 KiB')
        .option('--mapping <id>', 'use this saved mapping instead of suggesting one'),
    async run(context, options, file = '') {
      const { out } = context;
      const content = await beginningOf(context, file);
      const api = await context.api();
      const given =
        options.mapping === undefined
          ? undefined
          : (await api.get(`/mappings/${segment(options.mapping)}`, mapping)).rules;
      const preview = await api.send('POST', '/mapping-previews', mappingPreview, {
        file_name: basename(file),
        content: content.toString('base64'),
        ...(given === undefined ? {} : { rules: given }),
      });
      if (out.json) return out.data(preview);
      out.line(stringify(preview.rules).trimEnd());
      noteLines(context, preview);
    },
  });

function noteLines({ out }: Context, { rules, columns, lines, problems, open_points }: MappingPreview): void {
  for (const { since, provider, model = '', unit = '', quantity = '', cost = '', currency } of lines.slice(
    0,
    10,
  )) {
    const what = [since.slice(0, 16), provider, model, quantity, unit, cost && `${cost} ${currency}`];
    out.note(`  ${what.filter((text) => text !== '').join('  ')}`);
  }
  for (const { line, reason } of problems) out.warn(`${line === undefined ? '' : `line ${line}: `}${reason}`);
  for (const point of open_points) out.warn(point);
  const taken = new Set(Object.values(rules.columns));
  const left = columns.filter((name) => !taken.has(name));
  if (left.length > 0) {
    out.note(`No field takes ${left.join(', ')}. Quantities: quantity.<unit>, tags: tag.<name>.`);
  }
}

async function beginningOf({ io }: Context, file: string): Promise<Buffer> {
  const path = resolve(io.cwd, file);
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `Cannot read ${path}` }, error);
  }
}
