import type { BudgetLevel } from '@weir/core/contract';
import { type Budget, isHard } from '../budget.ts';
import type { AccountStatus } from '../port.ts';
import { picoOf } from './amounts.ts';
import { levelOf, texts } from './replies.ts';

/** What one incarnation has told of one budget, as it lies in Redis. */
export interface HoldingLook {
  readonly seq: number;
  readonly settled: bigint;
  readonly held: bigint;
  readonly from: number;
  /** Told, and what it does not count is in the base. */
  readonly told: boolean;
}

/** One account as it lies in Redis; amounts in pico-units. */
export interface AccountLook {
  readonly run: string;
  readonly kind: string;
  readonly start: number;
  /** 0 for never. */
  readonly end: number;
  readonly limit: bigint;
  readonly yellow: bigint;
  readonly red: bigint;
  readonly next: string;
  /** Absent until the ledger was read. */
  readonly base: bigint | undefined;
  readonly settled: bigint;
  readonly reserved: bigint;
  readonly idle: bigint;
  readonly missing: number;
  readonly level: BudgetLevel;
  /** What the level is at least, for other reasons than how far the budget is used. */
  readonly least: BudgetLevel;
  readonly holdings: ReadonlyMap<string, HoldingLook>;
}

const HOLDING = 'h:';

/** Undefined when there is no account. `raw`: fields and values in turn. */
export function accountLook(raw: unknown): AccountLook | undefined {
  const flat = texts(raw);
  const fields = new Map<string, string>();
  const holdings = new Map<string, HoldingLook>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [name = '', value = ''] = [flat[i], flat[i + 1]];
    if (name.startsWith(HOLDING)) holdings.set(name.slice(HOLDING.length), holdingLook(value));
    else fields.set(name, value);
  }
  if (!fields.has('start')) return undefined;
  const text = (name: string) => fields.get(name) ?? '';
  const amount = (name: string) => picoOf(text(name));
  return {
    run: text('run'),
    kind: text('kind'),
    start: Number(text('start')),
    end: Number(text('end')),
    limit: amount('limit'),
    yellow: amount('yellow'),
    red: amount('red'),
    next: text('next'),
    base: text('base') === '' ? undefined : amount('base'),
    settled: amount('settled'),
    reserved: amount('reserved'),
    idle: amount('idle'),
    missing: Number(text('missing')),
    level: levelOf(text('level')),
    least: levelOf(text('least')),
    holdings,
  };
}

export function isCertain(look: AccountLook, identity: string): boolean {
  return look.run === identity && look.base !== undefined && look.missing === 0;
}

export function committedOf({ base = 0n, settled, reserved, idle }: AccountLook): bigint {
  return base + settled + reserved + idle;
}

export function statusOf(budget: Budget, look: AccountLook, certain: boolean): AccountStatus {
  const settled = (look.base ?? 0n) + look.settled;
  const over = settled - look.limit;
  return {
    budget: budget.id,
    period: { start: look.start, end: look.end === 0 ? Number.POSITIVE_INFINITY : look.end },
    limit: look.limit,
    settled,
    reserved: look.reserved,
    leased: look.idle,
    level: look.level,
    certain,
    overshoot: over > 0n && isHard(budget) ? over : 0n,
  };
}

function holdingLook(text: string): HoldingLook {
  const [seq = '0', settled = '0', reserved = '0', idle = '0', from = '0', told = '0'] = text.split(' ');
  return {
    seq: Number(seq),
    settled: picoOf(settled),
    held: picoOf(reserved) + picoOf(idle),
    from: Number(from),
    told: told !== '0',
  };
}
