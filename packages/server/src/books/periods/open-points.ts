import type { Proposal } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { ChargeReader } from '../../ledger/statement-port.ts';
import type { MonthSpan } from '../months.ts';

export interface SourceCoverage {
  name: string;
  role: 'charges' | 'statement';
  enabled: boolean;
  covered_until?: string;
  /** Of sources that are only given files, whose reach nobody knows: whether they told anything of the month. */
  tells?: boolean;
}

/** What review and closing look at beside the ledger itself; what is absent is not looked at. */
export interface PointSources {
  /** Proposals of the month that are open or being booked. */
  proposals(month: string): Promise<Proposal[]>;
  /** Records of gateways that have not landed yet: how many began before that instant. */
  unlanded?(until: Date): Promise<number>;
  sources?(span: MonthSpan): Promise<readonly SourceCoverage[]>;
  /** Rows of sources that nobody has mended or dismissed. */
  quarantined?(): Promise<number>;
  /** By provider: what nobody has decided on, as a share of its bill in percent (absent: there is no bill). */
  gaps?(month: string): Promise<readonly ProviderGap[]>;
  /** What agreements with providers change about the month and is not booked, a sentence each. */
  agreements?(month: string): Promise<readonly string[]>;
}

export interface ProviderGap {
  provider: string;
  /** Exact, positive; of the organization's currency. */
  undecided: string;
  /** What is billed; absent where no statement covers the month. */
  invoice?: string;
  /** What the ledger has. */
  ledger: string;
  warnings: readonly string[];
}

export interface PointContext {
  month: string;
  span: MonthSpan;
  timeZone: string;
  now: Date;
  currency: string;
  /** Undecided differences up to this percentage of a bill are let pass. */
  gapPercent: number;
}

/** What stands in the way of closing, a sentence each. */
export async function openPoints(
  context: PointContext,
  ledger: Pick<ChargeReader, 'chargeSums'>,
  from: PointSources,
): Promise<string[]> {
  const { span, now, month } = context;
  const points = await Promise.all([
    now.getTime() < span.until.getTime()
      ? [`${month} is not over: it ends ${span.until.toISOString()}.`]
      : [],
    unlandedPoints(span, from),
    proposalPoints(month, from),
    sourcePoints(span, from),
    from.agreements?.(month) ?? [],
    quarantinePoints(from),
    unpricedPoints(context, ledger),
    gapPoints(context, from),
  ]);
  return points.flat();
}

async function unlandedPoints({ until }: MonthSpan, { unlanded }: PointSources): Promise<string[]> {
  const count = (await unlanded?.(until)) ?? 0;
  if (count === 0) return [];
  return [`${count} records of gateways have not reached the ledger yet: wait until the spool is empty.`];
}

async function proposalPoints(month: string, { proposals }: PointSources): Promise<string[]> {
  const open = await proposals(month);
  if (open.length === 0) return [];
  return [`${open.length} proposals of ${month} are not decided or booked: approve, reject or ignore them.`];
}

async function sourcePoints(span: MonthSpan, { sources }: PointSources): Promise<string[]> {
  const until = span.until.getTime();
  const behind = ((await sources?.(span)) ?? []).filter(
    ({ enabled, tells, covered_until: told }) =>
      enabled && tells !== true && (told === undefined || Date.parse(told) < until),
  );
  return behind.map(({ name, covered_until: told }) =>
    told === undefined
      ? `The source "${name}" has told nothing yet: run it or give it its file, or disable it.`
      : `The source "${name}" tells until ${told} only: run it once it knows the whole month.`,
  );
}

async function quarantinePoints({ quarantined }: PointSources): Promise<string[]> {
  const count = (await quarantined?.()) ?? 0;
  if (count === 0) return [];
  return [`${count} rows of sources are in quarantine: mend and replay, or dismiss them.`];
}

/** Fallback prices are named so in their reference. */
async function unpricedPoints(
  { span, timeZone, currency }: PointContext,
  ledger: Pick<ChargeReader, 'chargeSums'>,
): Promise<string[]> {
  const sums = await ledger.chargeSums({ ...span, timeZone, by: ['provider', 'model', 'price_ref'] });
  const models = new Map<string, Decimal>();
  for (const { group, cost } of sums) {
    if (group.price_ref?.startsWith('fallback:') !== true) continue;
    const name = `${group.provider}/${group.model}`;
    models.set(name, (models.get(name) ?? Decimal.ZERO).add(Decimal.from(cost)));
  }
  if (models.size === 0) return [];
  const total = [...models.values()].reduce((sum, cost) => sum.add(cost), Decimal.ZERO);
  const named = [...models.keys()].slice(0, 5).join(', ');
  const more = models.size > 5 ? ` and ${models.size - 5} more` : '';
  return [
    `${total.toFixed(2)} ${currency} are booked at fallback prices (${named}${more}): add their prices and rerate.`,
  ];
}

async function gapPoints(context: PointContext, { gaps }: PointSources): Promise<string[]> {
  const found = (await gaps?.(context.month)) ?? [];
  return found.flatMap((gap) => [...gapPoint(gap, context), ...gap.warnings]);
}

function gapPoint(gap: ProviderGap, { currency, gapPercent, month }: PointContext): string[] {
  const { provider, invoice } = gap;
  if (invoice === undefined) {
    return [
      `No bill of ${provider} covers ${month}: ${Decimal.from(gap.ledger).toFixed(2)} ${currency} in the ledger are not compared.`,
    ];
  }
  const undecided = Decimal.from(gap.undecided);
  const billed = Decimal.from(invoice);
  const size = billed.isNegative ? Decimal.ZERO.subtract(billed) : billed;
  const allowed = size.multiply(Decimal.from(String(gapPercent))).shiftDown(2);
  if (undecided.compare(allowed) <= 0) return [];
  return [
    `${undecided.toFixed(2)} ${currency} of ${provider} differ from its bill and nobody has decided on them: run weir reconcile.`,
  ];
}
