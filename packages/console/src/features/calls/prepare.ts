import type { CallFact, ChargeFact } from '@weir/core/contract';
import { allDecimals, formatMoney, groupThousands } from '../../format/money.ts';
import { formatCountShort } from '../../format/number.ts';

export type PhaseName = 'queue' | 'wait' | 'answer';
export interface Phase {
  name: PhaseName;
  ms: number;
  /** 0..1 of the call's duration. */
  share: number;
}

/** Instant with microseconds -> milliseconds with fraction since the epoch. `Date` keeps three digits only. */
function preciseMs(instant: string): number {
  const micros = /\.\d{3}(\d{1,3})/.exec(instant)?.[1] ?? '';
  return Date.parse(instant) + Number(micros.padEnd(3, '0')) / 1000;
}

/**
 * Splits a call's duration: until its last attempt began, until that attempt's first byte, the rest. Parts sum to the
 * duration; what is not known (no attempt, no first byte) is left out and belongs to the part before.
 */
export function timingPhases(
  call: Pick<CallFact, 'started_at' | 'duration_ms' | 'ttft_ms' | 'attempts'>,
): Phase[] {
  const total = call.duration_ms;
  const last = call.attempts.at(-1);
  const clamp = (value: number, low: number) => Math.min(Math.max(value, low), total);
  const begun =
    last === undefined ? total : clamp(preciseMs(last.started_at) - preciseMs(call.started_at), 0);
  const firstByte =
    call.ttft_ms ?? (last?.first_byte_ms === undefined ? undefined : begun + last.first_byte_ms);
  const answered = last === undefined ? total : firstByte === undefined ? total : clamp(firstByte, begun);
  const phases: [PhaseName, number][] = [
    ['queue', begun],
    ['wait', answered - begun],
    ['answer', total - answered],
  ];
  return phases
    .filter(([, ms]) => ms > 0)
    .map(([name, ms]) => ({ name, ms, share: total === 0 ? 0 : ms / total }));
}

export interface PriceRef {
  /** `list`, `override`, `fallback`. */
  kind: string;
  /** `openai/gpt-4o` */
  subject: string;
  /** Day from which the price holds, when the reference names one. */
  since: string | undefined;
  unit: string | undefined;
}

/** The price list does not know since when some of its prices hold: `undated`. Reads `list:openai/gpt-4o@2024-08-06#input_mtok`; what does not follow the form is the subject as it stands. */
export function readPriceRef(reference: string): PriceRef {
  const match = /^([a-z_-]+):(.+?)(?:@([^#]+))?(?:#(.+))?$/.exec(reference);
  if (match === null) return { kind: '', subject: reference, since: undefined, unit: undefined };
  const [, kind = '', subject = reference, since, unit] = match;
  return { kind, subject, since: since === 'undated' ? undefined : since, unit };
}

/** The model whose page has the history of a price of the list; own prices and fallbacks have none there. */
export function modelOf({ kind, subject }: PriceRef): { provider: string; model: string } | undefined {
  const [provider = '', ...model] = subject.split('/');
  if (kind !== 'list' || model.length === 0) return undefined;
  return { provider, model: model.join('/') };
}

/** A quantity without the zeros of its storage: `9,400`. */
export const quantityText = (quantity: string) =>
  groupThousands(quantity.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));

/** How a charge came about, with every digit: `9,400 × $3.75 ÷ 1M = $0.035250` */
export function chargeLine(charge: ChargeFact): string {
  const { contracted_unit_price: price, contracted_cost: cost, effective_cost: borne, currency } = charge;
  const exact = (amount: string) => formatMoney(amount, currency, allDecimals(amount)).text;
  const unit = formatMoney(price, currency).text;
  const line = `${quantityText(charge.quantity)} × ${unit} ÷ ${formatCountShort(charge.per)} = ${exact(cost)}`;
  return exact(cost) === exact(borne) ? line : `${line}; ${exact(borne)} after agreements`;
}

/** `cache_read_tokens` -> "Cache read tokens" */
export function unitLabel(unit: string): string {
  const words = unit.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Provider's usage JSON, indented; as it came when it is no JSON. */
export function prettyJson(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
