import {
  addedCostQuantities,
  COST_CATEGORIES,
  type CostCategory,
  type CostItem,
  costItem,
} from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { defineGroup } from '../../group.ts';
import { formatCount } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { readText } from '../../read-file.ts';
import { addTermsOptions, TERMS_HELP, type TermsOptions, termsOf, termsText } from './terms.ts';

interface CreateOptions extends TermsOptions {
  category: CostCategory;
  from: string;
  until?: string;
  name?: string;
  workload?: string;
  rule?: string;
  owner?: string;
  source: string;
  sandbox?: boolean;
}

const create = (deps: CliDeps) =>
  defineCommand<CreateOptions>(deps, {
    name: 'create',
    summary: 'add a cost of AI that no call tells: people, review, platforms, licences',
    description: `Add such a cost, and who bears it: a workload, or a rule (weir allocation rule). ${TERMS_HELP}`,
    creates: true,
    examples: [
      [
        'weir cost-item create prompt-team --category people --amount 30000 --per month --from 2026-01-01 --rule by-tokens --source "payroll 2026"',
        'a team, shared by tokens',
      ],
      [
        'weir cost-item create review --category human_review --driver outcomes --percent 5 --units-each 4 --unit minutes --rate 0.80 --from 2026-11-01 --source "review policy"',
        'goes where outcomes were counted',
      ],
    ],
    define: (command) =>
      addTermsOptions(
        command
          .argument('<id>', 'lower-case letters, digits and hyphens')
          .addOption(
            new Option('--category <category>', 'what kind of cost')
              .choices(COST_CATEGORIES)
              .makeOptionMandatory(),
          )
          .requiredOption('--from <day>', 'first day, 2026-11-01')
          .requiredOption('--source <text>', 'where it is written')
          .option('--until <day>', 'up to but without this day')
          .option('--name <name>', 'what people read')
          .option('--workload <id>', 'the one that bears it')
          .option('--rule <id>', 'rule that says who bears it')
          .option('--owner <name>', 'whom to ask')
          .option('--sandbox', 'part of the figures of the sandbox, and of no books'),
      ),
    async run({ out, api }, options, id = '') {
      const { category, from, until, name, workload, rule, owner, source, sandbox } = options;
      const terms = termsOf(options);
      if (terms === undefined)
        throw usageError('What it comes to is missing', 'Give --amount, --rate or --driver.', '--amount');
      const body = { id, category, from, until, name, workload, rule, owner, source, sandbox, terms };
      const made = await (await api()).send('POST', '/cost-items', costItem, body);
      print(out, made);
      out.note(
        `Booked each night from its first day on. See it first: weir allocation run ${made.from.slice(0, 7)} --dry-run`,
      );
    },
  });

interface ChangeOptions extends TermsOptions {
  name?: string;
  until?: string | false;
  workload?: string;
  rule?: string;
  owner?: string;
  source?: string;
}

const change = (deps: CliDeps) =>
  defineCommand<ChangeOptions>(deps, {
    name: 'change',
    summary: 'change or end such a cost, for all its time',
    description: `Change it for all its time; what is booked is set right by the next run. For another price from a day on, end it and create another. ${TERMS_HELP}`,
    examples: [
      ['weir cost-item change prompt-team --until 2027-01-01', 'end it'],
      ['weir cost-item change prompt-team --rule by-calls', 'others bear it'],
    ],
    define: (command) =>
      addTermsOptions(
        command
          .argument('<id>', 'cost item')
          .option('--name <name>', 'what people read')
          .option('--until <day>', 'up to but without this day; its first day: it never was')
          .option('--no-until', 'goes on')
          .option('--workload <id>', 'the one that bears it, instead of a rule')
          .option('--rule <id>', 'rule that says who bears it, instead of a workload')
          .option('--owner <name>', 'whom to ask')
          .option('--source <text>', 'where it is written'),
      ),
    async run({ out, api }, options, id = '') {
      const { name, until, workload, rule, owner, source } = options;
      const body = {
        name,
        owner,
        source,
        terms: termsOf(options),
        ...(until === false ? { until: null } : typeof until === 'string' ? { until } : {}),
        ...(workload === undefined ? {} : { workload, rule: null }),
        ...(rule === undefined ? {} : { rule, workload: null }),
      };
      const changed = await (await api()).send('PATCH', `/cost-items/${segment(id)}`, costItem, body);
      print(out, changed);
      if (changed.until === changed.from) {
        out.note(
          'It ends on its first day: it never was. Months in which it is booked: weir allocation run <month> each.',
        );
      }
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list costs of AI that no call tells, newest first',
    examples: [['weir cost-item list', 'which there are']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const items = await fetchPages(await api(), '/cost-items', costItem, {}, options);
      if (out.json) return out.data(items);
      if (items.data.length === 0) {
        return out.note(
          'No cost items yet: only what providers bill is counted. Add one: weir cost-item create --help',
        );
      }
      out.table<CostItem>(
        [
          { title: 'ITEM', value: ({ id }) => id },
          { title: 'CATEGORY', value: ({ category }) => category },
          { title: 'COMES TO', value: ({ terms }) => termsText(terms) },
          { title: 'FROM', value: ({ from }) => from },
          { title: 'UNTIL', value: ({ until }) => until ?? '-' },
          { title: 'BORNE BY', value: bearer },
        ],
        items.data,
      );
      noteMore(out, items);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show such a cost',
    examples: [['weir cost-item show prompt-team', 'its terms']],
    define: (command) => command.argument('<id>', 'cost item'),
    async run({ out, api }, _, id = '') {
      print(out, await (await api()).get(`/cost-items/${segment(id)}`, costItem));
    },
  });

const add = (deps: CliDeps) =>
  defineCommand<{
    day?: string;
    quantity?: string;
    as?: string;
    workload?: string;
    note?: string;
    file?: string;
  }>(deps, {
    name: 'add',
    summary: 'send quantities of a metered cost; each id is taken once',
    description:
      'Send one quantity, or a CSV file with the columns id,day,quantity,workload,note: all of it or nothing.',
    examples: [
      ['weir cost-item add vector-db --file october.csv', 'a file; again changes nothing'],
      ['weir cost-item add vector-db --as oct-31 --day 2026-10-31 --quantity 250', 'one'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'cost item')
        .option('--file <file>', 'CSV; - reads standard input')
        .option('--as <id>', 'names this quantity, so that it is taken once')
        .option('--day <day>', 'day it is of')
        .option('--quantity <quantity>', 'in the unit of the item; may be negative')
        .option('--workload <id>', 'whose it was')
        .option('--note <text>', 'why'),
    async run(context, { day, quantity, as, workload, note, file }, id = '') {
      if (file === undefined && (as === undefined || day === undefined || quantity === undefined)) {
        throw usageError(
          'A quantity has a name, a day and a figure',
          'Give --as, --day and --quantity, or --file.',
          '--file',
        );
      }
      const body =
        file === undefined
          ? { quantities: [{ id: as, day, quantity, workload, note }] }
          : { csv: await readText(context, file) };
      const path = `/cost-items/${segment(id)}/quantities`;
      const counts = await (await context.api()).send('POST', path, addedCostQuantities, body);
      if (context.out.json) return context.out.data(counts);
      context.out.note(`${formatCount(counts.added)} added, ${formatCount(counts.unchanged)} known already.`);
    },
  });

const bearer = ({ workload, rule }: CostItem) =>
  workload ?? (rule === undefined ? 'where it came from' : `rule ${rule}`);

function print(out: Output, item: CostItem): void {
  if (out.json) {
    out.data(item);
    return;
  }
  out.fields([
    ['cost item', out.style('bold', item.id)],
    ['name', item.name],
    ['category', item.category],
    ['comes to', termsText(item.terms)],
    ['from', item.from],
    ['until', item.until],
    ['borne by', bearer(item)],
    ['sandbox', item.sandbox ? 'yes' : undefined],
    ['owner', item.owner],
    ['source', item.source],
  ]);
}

export const costItemGroup = (deps: CliDeps) =>
  defineGroup('cost-item', 'costs of AI that no call tells', [
    create(deps),
    list(deps),
    show(deps),
    change(deps),
    add(deps),
  ]);
