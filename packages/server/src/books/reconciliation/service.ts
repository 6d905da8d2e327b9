import type {
  Proposal,
  ReconciliationCell,
  ReconciliationDetail,
  ReconciliationRun,
  Reconciliation as ReconciliationView,
  SourceAttribution,
} from '@weir/core/contract';
import { absolute, type CellKey, type DifferenceClass, RECONCILIATION_FORMULAS } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type AttributedWorkload, attribute } from '../../ingest/sources/attribution.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { ChargeReader, StatementStore } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ProposalService } from '../../registry/services/proposals.ts';
import { monthSpan } from '../months.ts';
import type { ProviderGap } from '../periods/open-points.ts';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { Decision, Proposals } from '../proposals/port.ts';
import { acceptedOf } from './accepted.ts';
import { accountsOf, type BilledAccount } from './accounts.ts';
import { type CompareDeps, type Compared, compareMonth, isUndecided, presentCompared } from './compare.ts';
import { detailOf, presentCell } from './detail.ts';
import { type AttributedPart, draftsOf } from './drafts.ts';
import type { Convert } from './ledger-side.ts';

/** What reconciliation must know of a source. */
export interface StatementSource {
  id: string;
  role: 'statement' | 'charges';
  attribution: SourceAttribution;
  /** Until when it tells. */
  covered_until?: string;
}

export interface ReconciliationDeps {
  ledger: ChargeReader;
  statements: StatementStore;
  proposals: Proposals;
  records: Pick<ProposalService, 'ofMonth' | 'reject' | 'fingerprintOf'>;
  accounts: readonly BilledAccount[];
  /** Providers that send no bill. */
  withoutBill: readonly string[];
  /** Providers of Weir by id. */
  providers: () => Readonly<Record<string, { priceProvider: string; sandbox: boolean }>>;
  /** The model of the price list that a name on a bill or in the ledger means; the name itself when none is known. */
  model: (provider: string, model: string) => string;
  /** List price of one unit, in the organization's currency. */
  unitPrice: (provider: string, model: string, unit: string, at: Date) => Decimal | undefined;
  workload: (id: string) => AttributedWorkload | undefined;
  sources: () => Promise<readonly StatementSource[]>;
  /** From these into the organization's currency; asked once per run, so that a run uses one set of rates. */
  rates: (currencies: readonly string[]) => Promise<Convert>;
  organization: () => { time_zone: string; currency: string };
  tolerancePercent: number;
  /** A proposal to ignore waits for a second person. */
  fourEyes: boolean;
  clock: Clock;
}

export interface CellQuery {
  month: string;
  provider: string;
  class?: DifferenceClass;
  limit?: number;
}

/** Ledger against bills: see README. Months are those of UTC, as bills have them. */
export interface Reconciliation {
  show(month: string, provider?: string): Promise<ReconciliationView>;
  /** Compares, withdraws open proposals whose figures have changed, and proposes what would close the gap. */
  run(month: string, provider: string | undefined, by: string): Promise<ReconciliationRun>;
  /** By amount, largest first. */
  cells(query: CellQuery): Promise<{ data: ReconciliationCell[]; total: number }>;
  detail(month: string, provider: string, cell: CellKey): Promise<ReconciliationDetail>;
  /** Accepts the difference an open proposal is about instead of booking it; explained from then on, with four eyes once approved. */
  ignore(id: string, reason: string, decision: Decision): Promise<Proposal>;
  /** What closing a month has to know. */
  gaps(month: string): Promise<ProviderGap[]>;
}

const CELLS = 1_000;

export function createReconciliation(deps: ReconciliationDeps): Reconciliation {
  const { proposals, records } = deps;
  // two runs at once would withdraw what the other has just proposed
  const running = createExclusive();
  const billedAs = (provider: string) => deps.providers()[provider]?.priceProvider ?? provider;
  const accounts = (provider: string) => accountsOf(provider, deps.accounts);

  async function context(month: string): Promise<CompareDeps & { ledger: ChargeReader }> {
    const sources = await deps.sources();
    return {
      ledger: deps.ledger,
      statements: deps.statements,
      accounts,
      billedAs,
      model: deps.model,
      unitPrice: (provider, model, unit, day) =>
        deps.unitPrice(provider, model, unit, new Date(`${day.length === 7 ? `${day}-15` : day}T12:00:00Z`)),
      convert: await deps.rates(await currenciesOf(month, deps)),
      notStatements: new Set(sources.filter(({ role }) => role === 'charges').map(({ id }) => id)),
      coveredUntil: new Map(
        sources.flatMap(({ id, covered_until: until }) =>
          until === undefined ? [] : [[id, Date.parse(until)]],
        ),
      ),
      now: deps.clock.now(),
      tolerance: Decimal.from(String(deps.tolerancePercent)).shiftDown(2),
    };
  }

  async function compare(month: string, provider: string | undefined): Promise<Compared[]> {
    const span = monthSpan(month, 'UTC');
    const booked = await records.ofMonth(month, ['booked']);
    const accepted = await acceptedOf({
      proposals: booked.filter(({ kind }) => kind === 'ignore'),
      entries: (id) => proposals.entries(id),
      model: deps.model,
    });
    return compareMonth(month, span, provider, accepted, await context(month));
  }

  const view = (month: string, compared: readonly Compared[]): ReconciliationView => ({
    month,
    currency: deps.organization().currency,
    at: new Date(deps.clock.now()).toISOString(),
    providers: compared.map(presentCompared),
    formulas: {
      gap_share: RECONCILIATION_FORMULAS.gap,
      explained_share: RECONCILIATION_FORMULAS.explainedShare,
    },
  });

  async function draftsFor(month: string, compared: Compared, by: string, booked: readonly Proposal[]) {
    const sources = await deps.sources();
    const { time_zone, currency } = deps.organization();
    return draftsOf(compared, {
      month,
      span: monthSpan(month, time_zone),
      currency,
      accounts: accounts(compared.provider),
      provider: (billed, scope) => bookedUnder(billed, accounts(billed).providerOf(scope), deps.providers()),
      tagsOf: (id) => deps.workload(id)?.tags,
      attributed: (told, what) => attributedTags(sources, told, what, deps.workload),
      booked: (subject) => booked.filter((one) => isAboutSame(one, subject)).length,
      proposedBy: by,
    });
  }

  /** Open proposals of earlier runs that say something else than these now. */
  async function withdraw(
    month: string,
    provider: string | undefined,
    current: ReadonlySet<string>,
  ): Promise<number> {
    const open = (await records.ofMonth(month, ['open'])).filter(
      ({ kind, subject }) =>
        (kind === 'add' || kind === 'correct') &&
        subject['class'] !== undefined &&
        (provider === undefined || subject['provider'] === provider),
    );
    let withdrawn = 0;
    for (const proposal of open) {
      if (current.has(await records.fingerprintOf(proposal.id))) continue;
      const note = 'Withdrawn: the figures it was made of have changed.';
      await records.reject(proposal.id, { by: 'reconciliation', note }, { actor: 'system' });
      withdrawn += 1;
    }
    return withdrawn;
  }

  return {
    show: async (month, provider) => view(month, await compare(month, provider)),
    run: (month, provider, by) =>
      running(async () => {
        // before the ledger is read: what is booked meanwhile is found to be known, not due again
        const booked = await records.ofMonth(month, ['booked']);
        const compared = await compare(month, provider);
        const drafts = [];
        for (const one of compared) drafts.push(...(await draftsFor(month, one, by, booked)));
        const withdrawn = await withdraw(month, provider, new Set(drafts.map((draft) => draft.fingerprint)));
        const proposed: ReconciliationRun['proposed'] = [];
        for (const draft of drafts) {
          const made = await proposals.propose(draft);
          if (made === undefined) continue;
          proposed.push({ id: made.id, kind: made.kind, title: made.title, amount: made.amount });
        }
        return { ...view(month, compared), proposed, withdrawn };
      }),
    async cells({ month, provider, class: kind, limit = CELLS }) {
      const [compared] = await compare(month, provider);
      const found = (compared?.differences ?? []).filter((part) => kind === undefined || part.class === kind);
      const sorted = found.sort((a, b) => absolute([b]).compare(absolute([a])));
      return {
        data: sorted.slice(0, limit).map((part) => presentCell(provider, part)),
        total: found.length,
      };
    },
    async detail(month, provider, cell) {
      if (!cell.day.startsWith(month)) throw notIn(month, cell.day);
      const [compared] = await compare(month, provider);
      return detailOf(provider, cell, compared?.scoped ?? true, await context(month));
    },
    async ignore(id, reason, decision) {
      const proposal = await proposals.show(id);
      const { kind, subject } = proposal;
      if (subject['class'] === undefined || (kind !== 'add' && kind !== 'correct')) throw notADifference(id);
      if (proposal.state !== 'open') throw alreadyDecided(proposal);
      const made = await proposals.propose({
        kind: 'ignore',
        month: proposal.month,
        title: proposal.title,
        reason,
        currency: proposal.currency,
        subject: { ...subject, instead_of: id },
        fingerprint: fingerprintOf('ignore', { ...subject, instead_of: id }),
        proposedBy: decision.by ?? decision.actor,
        entries: flat(proposals.entries(id)),
      });
      const note = `Ignored: ${reason}`.slice(0, 1_000);
      const rejected = await proposals.reject(id, { ...decision, note });
      if (made === undefined || deps.fourEyes) return made ?? rejected;
      return proposals.approve(made.id, { actor: decision.actor, ...(decision.by && { by: decision.by }) });
    },
    async gaps(month) {
      const compared = await compare(month, undefined);
      return compared
        .filter(
          ({ provider, invoice, toldBySources }) =>
            invoice !== undefined || !(toldBySources || deps.withoutBill.includes(provider)),
        )
        .filter(({ provider }) => deps.providers()[provider]?.sandbox !== true)
        .map(({ provider, ledger, invoice, differences, warnings }) => ({
          provider,
          ledger: ledger.toFixed(MONEY_SCALE),
          undecided: absolute(differences.filter(isUndecided)).toFixed(MONEY_SCALE),
          ...(invoice === undefined ? {} : { invoice: invoice.toFixed(MONEY_SCALE) }),
          warnings,
        }));
    },
  };
}

function isAboutSame({ kind, subject }: Proposal, about: Readonly<Record<string, string>>): boolean {
  if (kind !== 'add' && kind !== 'correct') return false;
  return (['provider', 'scope', 'model'] as const).every((name) => subject[name] === about[name]);
}

/** Of both sides; with the days around that are looked at, too. */
async function currenciesOf(month: string, { ledger, statements }: ReconciliationDeps): Promise<string[]> {
  const { since, until } = monthSpan(month, 'UTC');
  const query = {
    since: new Date(since.getTime() - DAY_MS),
    until: new Date(until.getTime() + DAY_MS),
    timeZone: 'UTC',
    by: ['currency'],
  } as const;
  const sums = [...(await ledger.chargeSums(query)), ...(await statements.sums(query))];
  return [...new Set(sums.map(({ group }) => group.currency ?? ''))].filter((name) => name !== '');
}

const DAY_MS = 86_400_000;

/** The provider of Weir that is configured for the scope, else the one of the same name, else any that is billed so. */
function bookedUnder(
  billed: string,
  configured: string | undefined,
  providers: Readonly<Record<string, { priceProvider: string }>>,
): string {
  if (configured !== undefined) return configured;
  if (providers[billed]?.priceProvider === billed) return billed;
  return Object.keys(providers).find((id) => providers[id]?.priceProvider === billed) ?? billed;
}

function attributedTags(
  sources: readonly StatementSource[],
  told: readonly string[],
  { provider, project, model, category }: AttributedPart,
  workload: ReconciliationDeps['workload'],
): Record<string, string> {
  const source = sources.find(({ id }) => told.includes(id));
  if (source === undefined) return {};
  const instant = new Date(0).toISOString();
  const line = {
    source: source.id,
    id: '',
    version: instant,
    tells: 'cost',
    provider,
    project,
    ...(model === '' ? {} : { model }),
    category: category as 'model_usage',
    since: instant,
    until: instant,
    currency: 'USD',
    description: '',
    tags: {},
  } as const;
  return attribute(line, source.attribution, workload).tags;
}

async function* flat<T>(pieces: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const piece of pieces) yield* piece;
}

function notIn(month: string, day: string): WeirError {
  return new WeirError('invalid_argument', `${day} is not in ${month}`, {
    field: 'day',
    remedy: 'Give a day of the month.',
  });
}

function alreadyDecided({ id, state }: Proposal): WeirError {
  return new WeirError('conflict', `The proposal ${id} is ${state} already`, {
    field: 'id',
    remedy: 'Run the reconciliation again: what still differs is proposed anew.',
  });
}

function notADifference(id: string): WeirError {
  return new WeirError('conflict', `The proposal ${id} is not about a difference to a bill`, {
    field: 'id',
    remedy: 'Reject it instead.',
  });
}
