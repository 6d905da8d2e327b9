import { readFileSync } from 'node:fs';
import type { PriceBook } from '@weir/core/pricing';
import type { LimitRules } from '../../limits/budgets/rules.ts';
import type { Logger } from '../../platform/log.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { budgetOf } from '../admission-budget.ts';
import type { PriceListKeeper } from '../prices/list-keeper.ts';
import type { PriceListShelf, PriceRules } from '../prices/shelf.ts';

/** The rules a gateway worker goes by: the newest admission state, and what is derived from it once per version. */
export class Rules {
  private current: { state: AdmissionState; book: PriceBook; limits: LimitRules } | undefined;
  private readonly shelf: PriceListShelf;
  private readonly lists: Pick<PriceListKeeper, 'bring'>;
  private readonly log: Logger;
  private readonly listBook: PriceBook;

  constructor(shelf: PriceListShelf, lists: Pick<PriceListKeeper, 'bring'>, log: Logger) {
    this.shelf = shelf;
    this.lists = lists;
    this.log = log;
    this.listBook = this.bookOf({ priceOverrides: [] });
  }

  get state(): AdmissionState | undefined {
    return this.current?.state;
  }

  get priceBook(): PriceBook {
    return this.current?.book ?? this.listBook;
  }

  get limits(): LimitRules | undefined {
    return this.current?.limits;
  }

  /** What control wrote last, so that a worker can start while control is down. */
  loadFrom(file: string): void {
    try {
      this.accept(JSON.parse(readFileSync(file, 'utf8')) as AdmissionState);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!missing) this.log.warn({ err: error, file }, 'saved rules cannot be read; waiting for control');
    }
  }

  accept(state: AdmissionState): void {
    const before = this.current;
    if (before !== undefined && state.version < before.state.version) return;
    const samePrices = before !== undefined && pricesOf(before.state) === pricesOf(state);
    if (!samePrices) this.lists.bring(state, () => this.listArrived());
    this.current = {
      state,
      book: samePrices ? before.book : this.bookOf(state),
      limits: limitsOf(state),
    };
  }

  private listArrived(): void {
    if (this.current === undefined) return;
    this.current = { ...this.current, book: this.bookOf(this.current.state) };
  }

  private bookOf(rules: PriceRules): PriceBook {
    try {
      return this.shelf.book(rules);
    } catch (error) {
      // control checks overrides before it stores them; if one slips through, list prices are the honest choice
      this.log.error({ err: error }, 'price overrides cannot be applied; list prices are used');
      return this.shelf.book({ ...rules, priceOverrides: [] });
    }
  }
}

function pricesOf({ priceOverrides, priceLists }: AdmissionState): string {
  return JSON.stringify([priceOverrides, priceLists]);
}

function limitsOf({ version, organization, budgets }: AdmissionState): LimitRules {
  const approvers = new Map(budgets.map((budget) => [budget.id, budget.approvers]));
  return {
    version,
    zone: organization.timeZone,
    budgets: budgets.map(budgetOf),
    approversOf: (budget) => approvers.get(budget) ?? [],
  };
}
