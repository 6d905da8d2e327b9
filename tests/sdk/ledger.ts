import type { CallFact } from '@weir/core/contract';
import { expect } from 'vitest';
import { sumOf } from '../support/prices.ts';
import type { RunningWeir } from '../support/weir.ts';

/** What a client saw of a call, to be found in the ledger again. */
export interface Expected {
  readonly provider: string;
  readonly operation: string;
  /** Price taken for this model. */
  readonly model?: string;
  readonly dialect?: string;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  /** Restated by hand from the provider's prices. */
  readonly cost?: string;
}

export const SANDBOXES = ['sandbox-openai/*', 'sandbox-anthropic/*', 'sandbox-google/*'];

/** The call as the ledger has it, held against what its client saw: who answered, what was used, what it cost. */
export async function recorded(
  weir: RunningWeir,
  from: Response | Headers | Record<string, string> | undefined,
  expected: Expected,
): Promise<CallFact> {
  const call = await weir.admin.call(callId(from), 5_000);
  expect(call).toMatchObject({
    status: 'ok',
    sandbox: true,
    priced: true,
    provider: expected.provider,
    operation: expected.operation,
    ...(expected.model === undefined ? {} : { model: expected.model }),
    ...(expected.dialect === undefined ? {} : { dialect: expected.dialect }),
    ...(expected.cost === undefined ? {} : { cost: expected.cost, estimated: false }),
  });
  if (expected.input !== undefined) expect(call.usage['input_tokens']).toBe(expected.input);
  if (expected.output !== undefined) expect(call.usage['output_tokens']).toBe(expected.output);
  expect(sumOf(call.charges.map(({ effective_cost }) => effective_cost))).toBe(call.cost);
  return call;
}

export function callId(from: Response | Headers | Record<string, string> | undefined): string {
  const headers = from instanceof Response ? from.headers : from;
  const id = headers instanceof Headers ? headers.get('x-weir-call-id') : headers?.['x-weir-call-id'];
  if (id === null || id === undefined) throw new Error('the answer has no call id');
  return id;
}

/** A `fetch` that remembers the answers it got, for clients that do not hand out their headers. */
export function remembering(): { fetch: typeof fetch; last(): Response; all: Response[] } {
  const all: Response[] = [];
  return {
    all,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      all.push(response);
      return response;
    },
    last: () => {
      const last = all.at(-1);
      if (last === undefined) throw new Error('nothing was asked');
      return last;
    },
  };
}
