import { Decimal } from '../../money/index.ts';
import { applyAgreements } from './apply.ts';
import type { Agreement, AgreementCharge, AgreementContext, SpanOf } from './types.ts';

const DAY = 86_400_000;

/** The calendar of an organization in UTC. */
export const utc: SpanOf = (kind, at) => {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (kind === 'day') return { start: Math.floor(at / DAY) * DAY, end: (Math.floor(at / DAY) + 1) * DAY };
  const length = { month: 1, quarter: 3, year: 12 }[kind];
  const first = month - (month % length);
  return { start: Date.UTC(year, first, 1), end: Date.UTC(year, first + length, 1) };
};

export const on = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
export const decimal = (value: string | number) => Decimal.from(value);

export const NOVEMBER: AgreementContext = {
  spanOf: utc,
  window: { start: on('2026-11-01'), end: on('2026-12-01') },
};

let made = 0;

/** A charge of output tokens of gpt-4o; `quantity` and `cost` as texts. */
export function charge(
  at: string,
  quantity: string,
  cost: string,
  more: Partial<AgreementCharge> = {},
): AgreementCharge {
  made++;
  return {
    key: `charge-${String(made).padStart(6, '0')}`,
    at: on(at),
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'output_tokens',
    quantity: decimal(quantity),
    listCost: decimal(cost),
    contractedCost: decimal(cost),
    ...more,
  };
}

type Kinds = Agreement['kind'];
type TermsOf<Kind extends Kinds> = Extract<Agreement, { kind: Kind }>['terms'];

/** An agreement over everything of OpenAI from 2026 on. */
export function agreed<Kind extends Kinds>(
  kind: Kind,
  terms: TermsOf<Kind>,
  more: Partial<Agreement> = {},
): Agreement {
  return {
    id: `the-${kind}`,
    provider: 'openai',
    models: undefined,
    units: undefined,
    currency: 'USD',
    from: on('2026-01-01'),
    until: Number.POSITIVE_INFINITY,
    ...more,
    kind,
    terms,
  } as Agreement;
}

/** Costs as texts, and everything else as it came. */
export function apply(
  charges: readonly AgreementCharge[],
  agreements: readonly Agreement[],
  context: AgreementContext = NOVEMBER,
) {
  const result = applyAgreements(charges, agreements, context);
  return {
    ...result,
    effective: result.rows.map(({ effectiveCost }) => effectiveCost.toString()),
    contracted: result.rows.map(({ contractedCost }) => contractedCost.toString()),
    due: result.extras.map(({ kind, amount, at }) => `${kind} ${amount} ${new Date(at).toISOString()}`),
    total: [
      ...result.rows.map(({ effectiveCost }) => effectiveCost),
      ...result.extras.map(({ amount }) => amount),
    ].reduce((a, b) => a.add(b), Decimal.ZERO),
  };
}
