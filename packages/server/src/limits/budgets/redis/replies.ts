import { BUDGET_LEVELS, type BudgetLevel } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { LeaseGrant } from '../port.ts';
import { picoOf } from './amounts.ts';

/** What the lease script says. */
export type LeaseReply =
  | { kind: 'ok' | 'uncertain' | 'ending' }
  /** Others were asked to give back. */
  | { kind: 'short'; asked: readonly string[] }
  | { kind: 'grant'; grant: LeaseGrant };

export function leaseReply(raw: unknown): LeaseReply {
  const [kind, ...rest] = texts(raw);
  if (kind === 'ok' || kind === 'uncertain' || kind === 'ending') return { kind };
  if (kind === 'short') return { kind, asked: rest };
  const [granted, start, end, limit, settled, committed, level] = rest;
  if (kind !== 'grant' || granted === undefined || limit === undefined) throw strange();
  if (settled === undefined || committed === undefined) throw strange();
  return {
    kind,
    grant: {
      granted: picoOf(granted),
      period: Number(start),
      resetsAt: Number(end),
      limit: picoOf(limit),
      settled: picoOf(settled),
      committed: picoOf(committed),
      level: levelOf(level),
    },
  };
}

/** The first word of an answer of the scripts for control. */
export function verdict(raw: unknown): string {
  return texts(raw)[0] ?? '';
}

export function levelOf(text: string | undefined): BudgetLevel {
  const level = BUDGET_LEVELS.find((one) => one === text);
  if (level === undefined) throw strange();
  return level;
}

export function texts(raw: unknown): string[] {
  if (!Array.isArray(raw)) throw strange();
  return raw.map(String);
}

function strange(): WeirError {
  return new WeirError(
    'limits_unavailable',
    'The store of budget accounts (Redis) gave an answer Weir does not know.',
    {
      remedy: 'Use the same version of Weir for control and gateways.',
    },
  );
}
