import { createHash } from 'node:crypto';
import { Decimal } from '@weir/core/money';
import type { OutcomeRecord } from '../ledger/outcome-port.ts';
import type { Belonging } from './belonging.ts';
import type { CheckedOutcome } from './check.ts';
import type { Teller, WorkloadFacts } from './port.ts';

const OPTIONAL = ['task', 'call', 'customer', 'user', 'prompt_version', 'currency'] as const;

/** As the ledger is to keep it. What it does not say comes from the value metric of its workload. */
export function recordOf(
  input: CheckedOutcome,
  { workload, named }: Belonging,
  facts: WorkloadFacts | undefined,
  by: Teller,
): OutcomeRecord {
  return {
    id: input.id ?? madeId(input),
    outcome: input.outcome,
    at: new Date(input.at).toISOString(),
    success: input.success,
    workload,
    ...Object.fromEntries(
      OPTIONAL.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])),
    ),
    ...(input.value === undefined ? {} : { value: Decimal.from(input.value).toString() }),
    confidence: input.confidence ?? facts?.valueMetric?.confidence ?? 'asserted',
    class: input.class ?? facts?.valueMetric?.class ?? 'measurable',
    attributes: input.attributes ?? {},
    source: by.source,
    retracted: input.retracted ?? false,
    sandbox: by.sandbox ?? named?.sandbox ?? false,
  };
}

/** The same told twice without an id counts once. What it is worth, and whether it was taken back, may be told later. */
function madeId({ outcome, at, success, workload, task, call, customer, user }: CheckedOutcome): string {
  const said = [outcome, new Date(at).toISOString(), success, workload, task, call, customer, user];
  const text = JSON.stringify(said.map((one) => one ?? null));
  return `auto:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
