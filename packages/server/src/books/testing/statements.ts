import type { CallFact, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';

let made = 0;

/** A day's line of OpenAI's costs, for tests: 2.50 of gpt-4o input in proj_app. */
export function lineOf(overrides: Partial<StatementLine> & { day?: string } = {}): StatementLine {
  const { day = '2026-10-05', ...rest } = overrides;
  made += 1;
  return {
    source: 'openai',
    id: `line-${made}`,
    version: '2026-11-02T00:00:00Z',
    tells: 'both',
    provider: 'openai',
    project: 'proj_app',
    model: 'gpt-4o-2024-08-06',
    unit: 'input_tokens',
    category: 'model_usage',
    since: `${day}T00:00:00Z`,
    until: new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString(),
    quantity: '1000000',
    cost: '2.500000000000',
    currency: 'USD',
    description: 'gpt-4o, input',
    tags: {},
    ...rest,
  };
}

/** One call of a day, for tests: `quantity` input tokens of gpt-4o at 2.50 per million. */
export function callOn(
  day: string,
  quantity: number,
  more: Partial<CallFact> & { unit?: string; rate?: string } = {},
): CallFact {
  const { unit = 'input_tokens', rate = '2.5', provider = 'openai', model = 'gpt-4o', ...rest } = more;
  made += 1;
  const at = `${day}T10:00:00.000000Z`;
  const cost = Decimal.from(rate).multiply(Decimal.from(quantity)).shiftDown(6).toFixed(12);
  return callOf({
    call_id: `01980a44-3c00-7000-8000-${String(made).padStart(12, '0')}`,
    started_at: at,
    ended_at: at,
    provider,
    requested_model: model,
    model,
    usage: { [unit]: quantity },
    attempts: [{ attempt: 1, provider, model, started_at: at, duration_ms: 1 }],
    charges: [
      chargeOf({
        unit,
        quantity: String(quantity),
        list_unit_price: rate,
        contracted_unit_price: rate,
        effective_cost: cost,
      }),
    ],
    ...rest,
  });
}
