import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';
import {
  ATTRIBUTION_STATES,
  CACHE_RESULTS,
  CALL_STATUSES,
  CHARGE_CATEGORIES,
  DIALECTS,
} from './vocabulary.ts';

/** `2026-11`, a month of the organization's calendar. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11');

export const PERIOD_STATES = ['open', 'reviewed', 'closed'] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

/**
 * A month of the books. Closed for ever once closed: what lands for it afterwards is a correction, counted beside the
 * figure it was closed with.
 */
export const period = z.object({
  month,
  state: z.enum(PERIOD_STATES),
  since: instant,
  until: instant,
  currency: z.string().length(3),
  /** Effective cost now, corrections included. */
  cost: decimalString,
  /** What it was closed with. */
  closed_cost: decimalString.optional(),
  /** Landed since: `cost` = `closed_cost` + `corrections`, or the ledger is at fault and a finding says so. */
  corrections: decimalString.optional(),
  reviewed_by: z.string().optional(),
  reviewed_at: instant.optional(),
  closed_by: z.string().optional(),
  closed_at: instant.optional(),
  /** What stands in the way of closing, in sentences; empty when nothing does. */
  open_points: z.array(z.string()),
});
export type Period = z.infer<typeof period>;

/**
 * add: the provider bills what the ledger lacks. correct: it bills otherwise. ignore: a difference that is accepted.
 * attribution: calls of the past move to whom they belong.
 */
export const PROPOSAL_KINDS = ['rerate', 'agreement', 'add', 'correct', 'ignore', 'attribution'] as const;
export const PROPOSAL_STATES = ['open', 'booking', 'booked', 'rejected'] as const;

/** What calls that move are alike in beside tags, and everything they were charged. */
export const movedCalls = z.object({
  sandbox: z.boolean(),
  status: z.enum(CALL_STATUSES),
  attribution: z.enum(ATTRIBUTION_STATES),
  missing_tags: z.array(z.string()),
  dialect: z.enum(DIALECTS),
  purpose: z.enum(['evaluation']).optional(),
  cache: z.enum(CACHE_RESULTS).optional(),
  data_class: z.string().optional(),
  region: z.string().optional(),
  avoided_cost: decimalString.optional(),
  charges: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      unit: z.string().min(1),
      category: z.enum(CHARGE_CATEGORIES),
      priced: z.boolean(),
      estimated: z.boolean(),
      quantity: decimalString,
      list_cost: decimalString,
      contracted_cost: decimalString,
      effective_cost: decimalString,
    }),
  ),
});
export type MovedCalls = z.infer<typeof movedCalls>;

/** An entry that a proposal would book: what changes, and for whom. */
export const proposedEntry = z.object({
  /** Call or entry it corrects; absent when it stands for many. */
  corrects: z.string().optional(),
  at: instant,
  provider: z.string(),
  model: z.string(),
  unit: z.string(),
  category: z.enum(CHARGE_CATEGORIES),
  quantity: decimalString,
  calls: z.number().int(),
  list_cost: decimalString,
  contracted_cost: decimalString,
  effective_cost: decimalString,
  currency: z.string().length(3),
  price_ref: z.string(),
  tags: z.record(z.string(), z.string()),
  key: z.string().optional(),
  invoice: z.string().optional(),
  source_line: z.string().optional(),
  /** Only of entries that move calls: their costs above are the sums of these charges, their quantity is that of the first. */
  moved: movedCalls.optional(),
});
export type ProposedEntry = z.infer<typeof proposedEntry>;

/** A change to the books that waits for somebody's word. Nothing reaches the ledger before `booked`. */
export const proposal = z.object({
  id: z.string(),
  kind: z.enum(PROPOSAL_KINDS),
  state: z.enum(PROPOSAL_STATES),
  month,
  title: z.string(),
  reason: z.string(),
  /** What effective cost changes by. */
  amount: decimalString,
  currency: z.string().length(3),
  entries: z.number().int().nonnegative(),
  /** What it is about, by name: provider, model, unit, day, source ... */
  subject: z.record(z.string(), z.string()),
  proposed_by: z.string(),
  proposed_at: instant,
  decided_by: z.string().optional(),
  decided_at: instant.optional(),
  decision_note: z.string().optional(),
});
export type Proposal = z.infer<typeof proposal>;
