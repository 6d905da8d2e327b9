/** A business event, as you tell it. */
export interface OutcomeDetails {
  /** Default true. */
  readonly success?: boolean;
  /** What this one was worth, a plain decimal such as `12.50`; may be negative. Absent: the workload's value metric says it. */
  readonly value?: string | number;
  /** Needed with `value`: `EUR`. */
  readonly currency?: string;
  readonly confidence?: 'measured' | 'estimated' | 'asserted';
  readonly class?: 'measurable' | 'strategic' | 'intangible';
  /** When it happened. Default now. */
  readonly at?: Date;
  /** Your own name of the event: told twice with the same id it counts once. Default: a new one. */
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Takes back what was told with this `id`. */
  readonly retracted?: boolean;
}

/** What an outcome belongs to; at least one of workload, task, call, customer. */
export interface OutcomeSubject {
  readonly workload?: string;
  readonly task?: string;
  /** Of the answer's header `x-weir-call-id`. */
  readonly call?: string;
  readonly customer?: string;
  readonly user?: string;
  readonly promptVersion?: string;
}

/** As `POST /api/v1/outcomes` takes it. */
export interface OutcomeBody {
  id: string;
  outcome: string;
  at: string;
  [field: string]: unknown;
}

export function outcomeBody(
  outcome: string,
  details: OutcomeDetails,
  subject: OutcomeSubject,
  fresh: { readonly id: () => string; readonly now: () => number },
): OutcomeBody {
  const { promptVersion, ...named } = subject;
  const { id, at, value, ...rest } = details;
  return {
    ...defined(named),
    ...defined(rest),
    ...(promptVersion === undefined ? {} : { prompt_version: promptVersion }),
    ...(value === undefined ? {} : { value: plainDecimal(value) }),
    id: id ?? fresh.id(),
    outcome,
    at: (at ?? new Date(fresh.now())).toISOString(),
  };
}

function defined(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Money travels as text. JavaScript writes very small and very large numbers with an exponent, which is no decimal. */
function plainDecimal(value: string | number): string {
  if (typeof value === 'string') return value;
  const text = String(value);
  return text.includes('e') && Number.isFinite(value) ? value.toFixed(12) : text;
}
