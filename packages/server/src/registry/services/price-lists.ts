import type { Page, PriceChange, PriceListDetail, PriceListView } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eq } from 'drizzle-orm';
import { contentDigest } from '../../platform/content-digest.ts';
import { priceLists } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { inOrder, type PriceListRow, presentList, versionOf } from './price-list-rows.ts';
import { notFound } from './references.ts';

/** What core/pricing knows of lists; `app` fills it in. */
export interface PriceListRules {
  /** Throws WeirError when the content is no price list that can be applied. */
  check(content: unknown): void;
  /** What `after` changes against `before`. Both were checked. */
  diff(before: unknown, after: unknown): PriceChange[];
}

export interface NewPriceList {
  content: object;
  source: string;
}

/** The approved lists in the order in which they hold; content as it was proposed. */
export interface ApprovedPriceList {
  digest: string;
  version: string;
  /** Undefined: since ever. */
  from: Date | undefined;
  /** JSON text. */
  content: string;
}

export interface PriceListService {
  /** Throws `conflict` when these very prices are known already, whatever became of them. */
  propose(list: NewPriceList, by: ChangeBy): Promise<PriceListDetail>;
  /** What `propose` would answer; keeps nothing. */
  preview(list: NewPriceList, by: ChangeBy): Promise<PriceListDetail>;
  /**
   * The list that came with this Weir. The very first is in force since ever; a later one that differs is proposed, or with
   * `auto` approved from now on. Undefined when it is known already.
   */
  adoptBundled(list: NewPriceList, updates: 'review' | 'auto'): Promise<PriceListView | undefined>;
  /** `from` absent: now. In the past: the book then knows those prices for what happened since; `weir price rerate` books it. */
  approve(id: string, input: { from?: string; note?: string }, by: ChangeBy): Promise<PriceListView>;
  reject(id: string, input: { note?: string }, by: ChangeBy): Promise<PriceListView>;
  list(request: PageRequest): Promise<Page<PriceListView>>;
  show(id: string): Promise<PriceListDetail>;
  /** From memory, as of the last change. */
  approved(): readonly ApprovedPriceList[];
}

export function priceListService(store: Store, rules: PriceListRules): PriceListService {
  const inForceFirst = () => inOrder(store.directory.rows.priceList.values());
  const present = (row: PriceListRow) => presentList(row, inForceFirst(), new Date(store.clock.now()));

  function diffOf(content: unknown): PriceChange[] {
    const last = inForceFirst().at(-1);
    return last === undefined ? [] : rules.diff(JSON.parse(textOf(last)), content);
  }

  function rowOf({ content, source }: NewPriceList, change: { newId(): string; now: Date }, actor: string) {
    rules.check(content);
    const row: PriceListRow = {
      id: `list_${change.newId()}`,
      version: versionOf(content),
      digest: contentDigest(content),
      state: 'proposed',
      // text keeps the order of fields, which jsonb does not
      content: { text: JSON.stringify(content) } satisfies KeptContent,
      changes: diffOf(content),
      source,
      proposedBy: actor,
      proposedAt: change.now,
      from: null,
      decidedBy: null,
      decidedAt: null,
      decisionNote: null,
    };
    return row;
  }

  const detail = (row: PriceListRow): PriceListDetail => ({
    ...present(row),
    diff: row.changes as PriceChange[],
  });

  async function insert(change: Change, row: PriceListRow): Promise<void> {
    await change.tx.insert(priceLists).values(row);
    change.audit('price_list.propose', `price_list/${row.id}`, undefined, present(row));
    if (row.state === 'approved') change.put('priceList', row.id, row);
  }

  async function decide(change: Change, old: PriceListRow, row: PriceListRow, by: ChangeBy): Promise<void> {
    const { state, from, decisionNote, changes } = row;
    const decided = { state, from, decisionNote, changes, decidedBy: by.actor, decidedAt: change.now };
    Object.assign(row, decided);
    await change.tx.update(priceLists).set(decided).where(eq(priceLists.id, row.id));
    if (state === 'approved') change.put('priceList', row.id, row);
    const action = state === 'approved' ? 'price_list.approve' : 'price_list.reject';
    change.audit(action, `price_list/${row.id}`, present(old), present(row));
  }

  async function open(change: Change, id: string): Promise<PriceListRow> {
    const [row] = await change.tx.select().from(priceLists).where(eq(priceLists.id, id));
    if (row === undefined) throw notFound('price list', id);
    if (row.state === 'proposed') return row;
    throw new WeirError('conflict', `The price list "${id}" was ${row.state} by ${row.decidedBy ?? ''}`, {
      remedy: 'Propose a list with another version to change prices again.',
    });
  }

  return {
    propose: (list, by) =>
      store.change(by, async (change) => {
        const row = rowOf(list, change, by.actor);
        const [same] = await change.tx.select().from(priceLists).where(eq(priceLists.digest, row.digest));
        if (same !== undefined) throw knownAlready(same);
        await insert(change, row);
        return detail(row);
      }),

    async preview(list, by) {
      const now = new Date(store.clock.now());
      return detail(rowOf(list, { newId: () => 'preview', now }, by.actor));
    },

    async adoptBundled({ content, source }, updates) {
      const digest = contentDigest(content);
      const [known] = await store.db
        .select({ id: priceLists.id })
        .from(priceLists)
        .where(eq(priceLists.digest, digest));
      if (known !== undefined) return undefined;
      return store.change({ actor: 'weir' }, async (change) => {
        const first = inForceFirst().length === 0;
        const row = rowOf({ content, source }, change, 'weir');
        if (first || updates === 'auto') {
          const note = first ? 'came with Weir' : 'prices.updates is auto';
          Object.assign(row, { state: 'approved', from: first ? null : change.now, decisionNote: note });
          Object.assign(row, { decidedBy: 'weir', decidedAt: change.now });
        }
        await insert(change, row);
        return present(row);
      });
    },

    approve: (id, { from, note }, by) =>
      store.change(by, async (change) => {
        const old = await open(change, id);
        const changes = diffOf(JSON.parse(textOf(old)));
        const at = from === undefined ? change.now : new Date(from);
        const row = { ...old, state: 'approved', from: at, decisionNote: note ?? null, changes };
        await decide(change, old, row, by);
        return present(row);
      }),

    reject: (id, { note }, by) =>
      store.change(by, async (change) => {
        const old = await open(change, id);
        const row = { ...old, state: 'rejected', decisionNote: note ?? null };
        await decide(change, old, row, by);
        return present(row);
      }),

    async list(request) {
      const page = keyset(request, priceLists.proposedAt, priceLists.id);
      const rows = await store.db
        .select()
        .from(priceLists)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.proposedAt, id: row.id }));
    },

    async show(id) {
      const [row] = await store.db.select().from(priceLists).where(eq(priceLists.id, id));
      if (row === undefined) throw notFound('price list', id);
      // another list may have been approved since it was proposed
      if (row.state === 'proposed') row.changes = diffOf(JSON.parse(textOf(row)));
      return detail(row);
    },

    approved: () =>
      inForceFirst().map((row) => ({
        digest: row.digest,
        version: row.version,
        from: row.from ?? undefined,
        content: textOf(row),
      })),
  };
}

interface KeptContent {
  text: string;
}

const textOf = ({ content }: PriceListRow) => (content as KeptContent).text;

function knownAlready({ id, state, decidedBy }: PriceListRow): WeirError {
  const by = decidedBy === null ? '' : ` by ${decidedBy}`;
  return new WeirError('conflict', `These very prices are known as "${id}", which was ${state}${by}`, {
    remedy:
      state === 'proposed' ? `Decide on it: weir price approve ${id}.` : 'Give the list another version.',
  });
}
