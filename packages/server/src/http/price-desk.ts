import type {
  AgreementStatus,
  AppliedAgreement,
  PriceConflicts,
  PriceCoverage,
  PriceHistory,
  RerateReport,
  RerateRequest,
} from '@weir/core/contract';

export interface Range {
  since: Date;
  /** Exclusive. */
  until: Date;
}

/** Prices against what was used; absent where no ledger is at hand. */
export interface PriceDesk {
  /** What applied when; undefined when the provider is unknown. */
  history(provider: string, model: string, range: Range): Promise<PriceHistory | undefined>;
  coverage(range: Range): Promise<PriceCoverage>;
  conflicts(): PriceConflicts['data'];
  /** Proposes nothing in a dry run. */
  rerate(request: RerateRequest, actor: string): Promise<RerateReport>;
}

export interface AgreementDesk {
  apply(month: string, options: { dryRun?: boolean }): Promise<AppliedAgreement[]>;
  status(id: string): Promise<AgreementStatus>;
}
