import type { ProposedEntry } from '@weir/core/contract';
import { type Difference, type DifferenceClass, ratio } from '@weir/core/economics';
import { allocate, Decimal, MONEY_SCALE } from '@weir/core/money';
import type { MonthSpan } from '../months.ts';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { ProposalDraft } from '../proposals/port.ts';
import type { Accounts } from './accounts.ts';
import type { BookCell } from './cells.ts';
import { type Compared, isUndecided } from './compare.ts';
import { entryOf, negated, total } from './sums.ts';

export interface DraftDeps {
  month: string;
  /** Of the organization: entries lie in it and on the day of the bill (UTC). */
  span: MonthSpan;
  currency: string;
  accounts: Accounts;
  /** Provider of Weir that entries are booked under. */
  provider: (billed: string, scope: string) => string;
  /** All tags of a registered workload; undefined when there is none of that name. */
  tagsOf: (workload: string) => Readonly<Record<string, string>> | undefined;
  /** Tags that the sources say of a project that is not configured. */
  attributed: (sources: readonly string[], what: AttributedPart) => Readonly<Record<string, string>>;
  /** How many proposals about the same provider, scope and model have been booked: the same difference may be due again. */
  booked: (subject: Readonly<Record<string, string>>) => number;
  proposedBy: string;
}

export interface AttributedPart {
  provider: string;
  project: string;
  model: string;
  category: string;
}

/** Unit of entries about something the bill tells no unit of. */
export const NO_UNIT = 'adjustment';

type Part = Difference<BookCell>;

/** What would close the gap: a proposal per class, scope and model, each with an entry per day, unit and workload. */
export function draftsOf(compared: Compared, deps: DraftDeps): ProposalDraft[] {
  const groups = new Map<string, Part[]>();
  for (const part of compared.differences.filter(isUndecided)) {
    const name = JSON.stringify([part.class, part.cell.scope, part.cell.model]);
    entryOf(groups, name, () => []).push(part);
  }
  return [...groups.values()].map((parts) => draftOf(compared, parts, deps));
}

function draftOf(compared: Compared, parts: readonly Part[], deps: DraftDeps): ProposalDraft {
  const [first] = parts;
  if (first === undefined) throw new Error('a group of differences is never empty');
  const { class: kind, cell } = first;
  const { provider } = compared;
  const entries = sorted(parts).flatMap((part) => entriesOf(part, compared, deps));
  const subject = {
    provider,
    class: kind,
    ...(cell.scope === '' ? {} : { scope: cell.scope }),
    ...(cell.model === '' ? {} : { model: cell.model }),
    ...(cell.day.length === 7 ? { grain: 'month' } : {}),
  };
  const proposal = kind === 'missing_in_ledger' ? 'add' : 'correct';
  const amount = negated(total(parts.map((part) => part.amount)));
  return {
    kind: proposal,
    month: deps.month,
    title: titleOf(subject, amount, deps.currency).slice(0, 200),
    reason: REASONS[kind](provider),
    currency: deps.currency,
    subject,
    fingerprint: fingerprintOf(
      proposal,
      { ...subject, month: deps.month },
      { ...figuresOf(entries), booked: String(deps.booked(subject)) },
    ),
    proposedBy: deps.proposedBy,
    entries,
  };
}

const sorted = (parts: readonly Part[]) =>
  [...parts].sort((a, b) => (`${a.cell.day} ${a.cell.unit}` < `${b.cell.day} ${b.cell.unit}` ? -1 : 1));

function titleOf(subject: Record<string, string>, amount: Decimal, currency: string): string {
  const { provider = '', scope, model, class: kind = '' } = subject;
  const what = model === undefined ? provider : `${provider} ${model}`;
  const where = scope === undefined ? '' : ` in ${scope}`;
  return `${what}${where}: ${kind.replaceAll('_', ' ')}, ${amount.toFixed(2)} ${currency}`;
}

const REASONS: Readonly<Record<DifferenceClass, (provider: string) => string>> = {
  matched: () => '',
  rounding: () => '',
  timing: () => '',
  ignored: () => '',
  missing_in_ledger: (provider) => `${provider} bills usage that never passed Weir.`,
  missing_at_provider: (provider) => `${provider} does not bill what the ledger has.`,
  quantity_difference: (provider) => `${provider} bills another quantity than the ledger has.`,
  price_difference: (provider) => `${provider} bills the same quantity at another price.`,
  unexplained: (provider) =>
    `${provider} bills another amount; its bill tells no quantities to say whether by quantity or by price.`,
};

/** Every entry's figures, so that a change of any of them is another difference. */
function figuresOf(entries: readonly ProposedEntry[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ at, unit, quantity, effective_cost: cost, tags }, index) => [
      String(index),
      [at, unit, quantity, cost, tags['workload'] ?? '', tags['project'] ?? ''].join(' '),
    ]),
  );
}

function entriesOf(part: Part, compared: Compared, deps: DraftDeps): ProposedEntry[] {
  const { cell } = part;
  const cost = negated(part.amount);
  const quantity = quantityOf(part);
  const shares =
    part.class === 'missing_in_ledger' ? byProject(part, compared, deps) : byWorkload(part, deps);
  const weights = shares.map(({ weight }) => weight);
  const costs = allocate(cost, weights, MONEY_SCALE);
  const quantities = allocate(quantity.roundHalfEven(6), weights, 6);
  const calls = part.class === 'missing_in_ledger' ? cell.requests : 0;
  const [invoice] = cell.invoices.size === 1 ? cell.invoices : [];
  return shares.map(({ tags }, index) => {
    const amount = (costs[index] ?? Decimal.ZERO).toFixed(MONEY_SCALE);
    return {
      at: instantIn(cell.day, deps.span),
      provider: deps.provider(compared.provider, cell.scope),
      model: cell.model,
      unit: cell.unit === '' ? NO_UNIT : cell.unit,
      category: categoryOf(cell),
      quantity: (quantities[index] ?? Decimal.ZERO).toString(),
      calls: index === 0 ? calls : 0,
      list_cost: amount,
      contracted_cost: amount,
      effective_cost: amount,
      currency: deps.currency,
      price_ref: `statement:${compared.sources.join('+')}`,
      tags,
      ...(invoice === undefined ? {} : { invoice }),
    };
  });
}

const categoryOf = ({ category }: BookCell) => category as ProposedEntry['category'];

/** What the entry adds; in proportion where a part of the difference was accepted. */
function quantityOf({ class: kind, cell, amount }: Part): Decimal {
  if (kind === 'price_difference' || kind === 'unexplained') return Decimal.ZERO;
  const missing = (cell.invoice?.quantity ?? Decimal.ZERO).subtract(cell.ledger?.quantity ?? Decimal.ZERO);
  if (kind === 'quantity_difference') return missing;
  const whole = (cell.invoice?.cost ?? Decimal.ZERO).subtract(cell.ledger?.cost ?? Decimal.ZERO);
  return ratio(missing.multiply(negated(amount)), whole, 6) ?? missing;
}

interface Share {
  weight: Decimal;
  tags: Record<string, string>;
}

const ONE = Decimal.from(1);

/** Shadow traffic belongs to the workload that its project is mapped to, else to whom the source says, else to nobody. */
function byProject({ cell }: Part, { sources, provider }: Compared, deps: DraftDeps): Share[] {
  const { accounts } = deps;
  const shareOf = (weight: Decimal, project: string, scope: string): Share => {
    const workload = accounts.workloadOf(scope);
    const said =
      workload === undefined && project !== ''
        ? deps.attributed(sources, { provider, project, model: cell.model, category: cell.category })
        : {};
    return { weight, tags: { ...said, ...tagsOf(workload ?? said['workload'], project, deps) } };
  };
  if (cell.scope !== '') return [shareOf(ONE, cell.scope, cell.scope)];
  const projects = [...cell.projects].filter(([, cost]) => !cost.isNegative && !cost.isZero);
  if (projects.length === 0) return [shareOf(ONE, '', '')];
  return projects.map(([project, weight]) => shareOf(weight, project, accounts.scopeOf({ project })));
}

/** What is corrected belongs to whom it was booked to, in proportion to their cost. */
function byWorkload({ cell }: Part, deps: DraftDeps): Share[] {
  const payers = [...cell.workloads].filter(([, cost]) => !cost.isNegative && !cost.isZero);
  if (payers.length === 0) return [{ weight: ONE, tags: tagsOf(undefined, cell.scope, deps) }];
  return payers.map(([workload, weight]) => ({ weight, tags: tagsOf(workload, cell.scope, deps) }));
}

/** The scope comes back as `project`, so that the entry is found in its cell again. */
function tagsOf(workload: string | undefined, scope: string, deps: DraftDeps): Record<string, string> {
  const own: Record<string, string> =
    workload === undefined || workload === ''
      ? {}
      : { use_case: workload, ...deps.tagsOf(workload), workload };
  return { ...own, request_type: 'reconciliation', ...(scope === '' ? {} : { project: scope }) };
}

/** The middle of what the day (UTC) and the organization's month have in common: zones are at most 14 hours off. */
function instantIn(day: string, month: MonthSpan): string {
  const since = Date.parse(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`);
  const until = day.length === 7 ? month.until.getTime() : since + DAY_MS;
  const from = Math.max(since, month.since.getTime());
  const to = Math.min(until, month.until.getTime());
  return new Date(Math.floor((from + to) / 2)).toISOString();
}

const DAY_MS = 86_400_000;
