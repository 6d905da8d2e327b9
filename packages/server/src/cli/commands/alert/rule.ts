import { ALERT_KINDS, type AlertRule, alertRule, BUDGET_LEVELS, SEVERITIES } from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { names } from '../../options.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { scopeOption, scopeText } from '../../scopes.ts';

interface Options {
  id?: string;
  kind?: (typeof ALERT_KINDS)[number];
  name?: string;
  scope?: Record<string, string>;
  level?: string;
  threshold?: number;
  severity?: string;
  channel?: string[];
  repeat?: number;
  escalateAfter?: number;
  escalateTo?: string[];
  enabled?: boolean;
}

function addTerms(command: Command): Command {
  return command
    .option('--name <name>', 'name for people')
    .option('--scope <dimension=value>', 'only what concerns this; repeatable (default: all)', scopeOption)
    .addOption(
      new Option('--level <level>', 'budget: from which level on').choices(
        BUDGET_LEVELS.filter((level) => level !== 'green'),
      ),
    )
    .option('--threshold <n>', 'percent of calls or of spend; spend_spike: times the usual rate', number)
    .addOption(new Option('--severity <severity>', 'how bad it is').choices(SEVERITIES))
    .option('--channel <ids>', 'who is told, comma-separated', names)
    .option('--repeat <minutes>', 'tell again while it lasts; 0: once', number)
    .option('--escalate-after <minutes>', 'tell others when nobody acknowledges it', number)
    .option('--escalate-to <ids>', 'those others, comma-separated', names)
    .option('--enabled', 'in force')
    .option('--no-enabled', 'kept, but not in force');
}

function body(options: Options): Record<string, unknown> {
  const given = {
    id: options.id,
    kind: options.kind,
    name: options.name,
    scope: options.scope,
    level: options.level,
    threshold: options.threshold,
    severity: options.severity,
    channels: options.channel,
    repeat_minutes: options.repeat,
    escalate_after_minutes: options.escalateAfter,
    escalate_to: options.escalateTo,
    enabled: options.enabled,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const create = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a rule: when to tell whom',
    examples: [
      [
        'weir alert rule create --kind budget --level red --channel ops-slack,cfo-mail',
        'budgets that turn red',
      ],
      [
        'weir alert rule create --kind errors --threshold 10 --scope environment=production --channel pager',
        'one call in ten fails',
      ],
      [
        'weir alert rule create --kind spend_spike --threshold 5 --channel ops-slack --escalate-after 15 --escalate-to pager',
        'five times the usual spend',
      ],
    ],
    define: (command) =>
      addTerms(
        command
          .option('--id <id>', 'id (default: made of the kind)')
          .addOption(
            new Option('--kind <kind>', 'what it watches').choices(ALERT_KINDS).makeOptionMandatory(),
          ),
      ),
    async run({ out, api }, options) {
      const given = { channels: [], ...body(options) };
      print(out, await (await api()).send('POST', '/alert-rules', alertRule, given));
    },
  });

const change = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a rule',
    examples: [['weir alert rule change budget-red --channel ops-slack', 'tell somebody']],
    define: (command) => addTerms(command.argument('<id>', 'rule to change')),
    async run({ out, api }, options, id = '') {
      const given = body(options);
      if (Object.keys(given).length === 0) throw nothingToChange('--channel ops-slack');
      print(out, await (await api()).send('PATCH', `/alert-rules/${segment(id)}`, alertRule, given));
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list rules',
    examples: [['weir alert rule list', 'what is watched, and who is told']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/alert-rules', alertRule, {}, options);
      if (out.json) return out.data(found);
      out.table<AlertRule>(
        [
          { title: 'RULE', value: (row) => row.id },
          { title: 'KIND', value: (row) => row.kind },
          { title: 'SCOPE', value: (row) => scopeText(row.scope) },
          {
            title: 'WHEN',
            value: (row) => row.level ?? (row.threshold === undefined ? '' : String(row.threshold)),
          },
          { title: 'SEVERITY', value: (row) => row.severity },
          { title: 'CHANNELS', value: (row) => row.channels.join(', ') || 'none' },
          { title: 'IN FORCE', value: (row) => (row.enabled ? 'yes' : 'no') },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

export const alertRuleGroup = (deps: CliDeps) =>
  defineGroup('rule', 'when to tell whom', [
    create(deps),
    list(deps),
    change(deps),
    removeCommand(deps, {
      name: 'alert rule',
      label: 'alert rule',
      path: '/alert-rules',
      example: 'errors-production',
      unless: 'never',
    }),
  ]);

function print(out: Output, found: AlertRule): void {
  if (out.json) {
    out.data(found);
    return;
  }
  out.fields([
    ['rule', out.style('bold', found.id)],
    ['kind', found.kind],
    ['scope', scopeText(found.scope)],
    ['level', found.level],
    ['threshold', found.threshold === undefined ? undefined : String(found.threshold)],
    ['severity', found.severity],
    ['channels', found.channels.join(', ') || 'none: shown in the console only'],
    ['in force', found.enabled ? 'yes' : 'no'],
  ]);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a number.');
}
