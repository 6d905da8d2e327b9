import { createHash } from 'node:crypto';
import type { Outcome } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { OutcomeRecord } from '../../outcome-port.ts';
import { isoInstant, present } from './decode.ts';

/** Texts of an outcome that are '' where it says nothing. */
const TEXTS = ['task', 'call', 'customer', 'user', 'prompt_version', 'currency'] as const;

export const OUTCOME_COLUMNS = [
  'id',
  'version',
  'digest',
  'outcome',
  'at',
  'recorded_at',
  'success',
  'workload',
  ...TEXTS,
  'value',
  'confidence',
  'class',
  'attributes',
  'source',
  'retracted',
  'sandbox',
] as const;

/** What is read of a row. */
export interface OutcomeRow extends Record<(typeof TEXTS)[number], string> {
  id: string;
  version: number;
  outcome: string;
  at: string;
  recorded_at: string;
  success: boolean;
  workload: string;
  value: string | null;
  confidence: Outcome['confidence'];
  class: Outcome['class'];
  attributes: string;
  source: string;
  retracted: boolean;
  sandbox: boolean;
}

export const OUTCOME_SELECTED = OUTCOME_COLUMNS.filter((name) => name !== 'digest')
  .map((name) =>
    name === 'at' || name === 'recorded_at' || name === 'value'
      ? `toString(o.${name}) AS ${name}`
      : `o.${name} AS ${name}`,
  )
  .join(', ');

/** Of all it says but by which way it was told: 16 characters. */
export function outcomeDigest({ source: _, ...record }: OutcomeRecord): string {
  const said = {
    ...record,
    at: new Date(record.at).toISOString(),
    value: record.value === undefined ? undefined : Decimal.from(record.value).toFixed(MONEY_SCALE),
    attributes: sorted(record.attributes),
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(said)))
    .digest('base64')
    .slice(0, 16);
}

function sorted(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function encodeOutcome(
  record: OutcomeRecord,
  version: number,
  digest: string,
  recordedAt: Date,
): string {
  return JSON.stringify([
    record.id,
    version,
    digest,
    record.outcome,
    record.at,
    recordedAt.toISOString(),
    record.success,
    record.workload,
    ...TEXTS.map((name) => record[name] ?? ''),
    record.value === undefined ? null : Decimal.from(record.value).toFixed(MONEY_SCALE),
    record.confidence,
    record.class,
    JSON.stringify(sorted(record.attributes)),
    record.source,
    record.retracted,
    record.sandbox,
  ]);
}

export function decodeOutcome(row: OutcomeRow, link: Outcome['link']): Outcome {
  const { id, version, outcome, success, workload, confidence, source, retracted, sandbox } = row;
  const { task, call, customer, user, prompt_version, currency } = row;
  return {
    id,
    outcome,
    at: isoInstant(row.at),
    success,
    workload,
    ...present({ task, call, customer, user, prompt_version, currency }),
    ...(row.value === null ? {} : { value: Decimal.from(row.value).toString() }),
    confidence,
    class: row.class,
    attributes: JSON.parse(row.attributes) as Outcome['attributes'],
    source,
    recorded_at: isoInstant(row.recorded_at),
    version,
    retracted,
    sandbox,
    link,
  };
}
