import { BUDGET_MODES, BUDGET_PERIODS, MODEL_TIERS } from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { names } from '../../options.ts';
import { scopeOption } from '../../scopes.ts';

export interface TermOptions {
  name?: string;
  amount?: string;
  currency?: string;
  exchangeRate?: string;
  period?: (typeof BUDGET_PERIODS)[number];
  from?: string;
  to?: string;
  mode?: (typeof BUDGET_MODES)[number];
  yellow?: number;
  red?: number;
  degradeTier?: (typeof MODEL_TIERS)[number];
  degradeModel?: string;
  degradeToCache?: boolean;
  approver?: string[];
  rollOver?: boolean;
  rollOverMax?: string;
  failClosed?: boolean;
  owner?: string;
}

export const BUDGET_HELP =
  'A hard budget refuses calls that it does not cover, before they are made; it is never passed. A soft one only tells.\n' +
  'A degrade budget is hard, and from its red threshold on sends calls to something cheaper. An approval budget is hard,\n' +
  'and asks its approvers to lift it. Periods follow the calendar of the organization’s time zone.';

export function addTermOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people (default: made of the scope)')
    .option(
      '--amount <amount>',
      'most that may be spent in a period, such as 100 or 12.50; 0 stops all calls',
      amount,
    )
    .option('--currency <code>', 'currency of the amount (default: the organization’s)')
    .option('--exchange-rate <rate>', 'units of the organization’s currency for one of --currency')
    .addOption(new Option('--period <period>', 'how often it begins anew').choices(BUDGET_PERIODS))
    .option('--from <time>', 'first instant of a fixed period')
    .option('--to <time>', 'end of a fixed period')
    .addOption(new Option('--mode <mode>', 'what happens at the limit (default: hard)').choices(BUDGET_MODES))
    .option('--yellow <percent>', 'from here on it is yellow (default: 80)', percent)
    .option('--red <percent>', 'from here on it is red (default: 95)', percent)
    .addOption(new Option('--degrade-tier <tier>', 'degrade: no model above this tier').choices(MODEL_TIERS))
    .option('--degrade-model <model>', 'degrade: this model instead of the one asked for')
    .option('--degrade-to-cache', 'degrade: answers from the response cache only')
    .option(
      '--approver <names>',
      'approval: who may lift it, comma-separated (default: every administrator)',
      names,
    )
    .option('--roll-over', 'add what the period before left over, once')
    .option('--no-roll-over', 'begin every period with the amount alone')
    .option('--roll-over-max <amount>', 'at most so much rolls over', amount)
    .option('--fail-closed', 'refuse at once while the authority cannot be asked')
    .option(
      '--no-fail-closed',
      'let gateways spend what they hold while the authority cannot be asked (default)',
    )
    .option('--owner <person>', 'who is told when it turns yellow');
}

export const addScopeOption = (command: Command): Command =>
  command.option(
    '--scope <dimension=value>',
    'what it applies to; repeatable (default: everything)',
    scopeOption,
  );

/** Fields of the request that were given; `time` reads dates in the organization's zone. */
export async function termsBody(
  options: TermOptions,
  time: (text: string, option: string) => Promise<string>,
): Promise<Record<string, unknown>> {
  const given: [string, unknown][] = [
    ['name', options.name],
    ['amount', options.amount],
    ['currency', options.currency],
    ['exchange_rate', options.exchangeRate],
    ['period', options.period],
    ['starts_at', options.from === undefined ? undefined : await time(options.from, '--from')],
    ['ends_at', options.to === undefined ? undefined : await time(options.to, '--to')],
    ['mode', options.mode],
    ['yellow_percent', options.yellow],
    ['red_percent', options.red],
    ['degrade_to', degradeOf(options)],
    ['approvers', options.approver],
    ['roll_over', options.rollOver === undefined ? undefined : options.rollOver ? 'unused' : 'none'],
    ['roll_over_max', options.rollOverMax],
    [
      'on_authority_loss',
      options.failClosed === undefined ? undefined : options.failClosed ? 'closed' : 'held_lease',
    ],
    ['owner', options.owner],
  ];
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function degradeOf({ degradeTier, degradeModel, degradeToCache }: TermOptions): object | undefined {
  const to = {
    ...(degradeTier === undefined ? {} : { tier: degradeTier }),
    ...(degradeModel === undefined ? {} : { model: degradeModel }),
    ...(degradeToCache ? { cache_only: true } : {}),
  };
  return Object.keys(to).length === 0 ? undefined : to;
}

/** Zero is an amount here: it stops all calls. */
export function amount(text: string): string {
  if (/^\d+(\.\d{1,12})?$/.test(text)) return text;
  throw new InvalidArgumentError('Give an amount such as 100 or 12.50.');
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 100) return value;
  throw new InvalidArgumentError('Give a percentage above 0 and up to 100.');
}
