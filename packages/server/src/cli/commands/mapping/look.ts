import { type Mapping, mapping } from '@weir/core/contract';
import { stringify } from 'yaml';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

export const mappingList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list saved mappings',
    examples: [['weir mapping list', 'all of them, newest first']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/mappings', mapping, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) {
        return out.note(
          'No mappings yet. Begin with one that is suggested: weir mapping suggest invoice.csv',
        );
      }
      out.table<Mapping>(
        [
          { title: 'MAPPING', value: ({ id }) => id },
          { title: 'NAME', value: ({ name }) => name },
          { title: 'FIELDS', value: ({ rules }) => Object.keys(rules.columns).join(', ') },
          { title: 'CHANGED (UTC)', value: ({ updated_at }) => formatInstant(updated_at) },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

export const mappingShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show the rules of a mapping, as weir mapping save takes them',
    examples: [['weir mapping show mistral-invoices > rules.yaml', 'to change them']],
    define: (command) => command.argument('<id>', 'mapping to show'),
    async run({ out, api }, _options, id = '') {
      const found = await (await api()).get(`/mappings/${segment(id)}`, mapping);
      if (out.json) return out.data(found);
      out.line(stringify(found.rules).trimEnd());
    },
  });
