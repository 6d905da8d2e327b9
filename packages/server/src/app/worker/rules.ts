import { readFileSync } from 'node:fs';
import { createPriceBook, type PriceBook, parseOverrides } from '@weir/core/pricing';
import type { LimitRules } from '../../limits/budgets/rules.ts';
import type { Catalog } from '../../platform/catalog.ts';
import type { Logger } from '../../platform/log.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { budgetOf } from '../admission-budget.ts';

/** The rules a gateway worker goes by: the newest admission state, and what is derived from it once per version. */
export class Rules {
  private current: { state: AdmissionState; book: PriceBook; limits: LimitRules } | undefined;
  private readonly catalog: Catalog;
  private readonly log: Logger;
  private readonly listBook: PriceBook;

  constructor(catalog: Catalog, log: Logger) {
    this.catalog = catalog;
    this.log = log;
    this.listBook = this.bookOf([]);
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
    const samePrices =
      before !== undefined &&
      JSON.stringify(before.state.priceOverrides) === JSON.stringify(state.priceOverrides);
    this.current = {
      state,
      book: samePrices ? before.book : this.bookOf(state.priceOverrides),
      limits: limitsOf(state),
    };
  }

  private bookOf(overrides: readonly unknown[]): PriceBook {
    const { list, units, overrides: catalog } = this.catalog;
    try {
      return createPriceBook(list, units, { catalog, organization: parseOverrides({ overrides }, units) });
    } catch (error) {
      // control checks overrides before it stores them; if one slips through, list prices are the honest choice
      this.log.error({ err: error }, 'price overrides cannot be applied; list prices are used');
      return createPriceBook(list, units, { catalog });
    }
  }
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
