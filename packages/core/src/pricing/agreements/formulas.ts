/** Ids under which docs/formulas.md explains a figure; API answers carry them beside the figure. */
export const AGREEMENT_FORMULAS = {
  volume: 'volume_tiers',
  free: 'free_tier',
  discount: 'spend_discount',
  commitment: 'commitment',
  shortfall: 'commitment',
  credit: 'prepaid_credits',
  breakage: 'prepaid_credits',
  provisioned: 'provisioned_throughput',
  idle: 'provisioned_throughput',
  selfHosted: 'self_hosted_rate',
} as const;

/** As AGREEMENT_FORMULAS, of amounts in another currency. */
export const EXCHANGE_FORMULAS = { converted: 'currency_conversion' } as const;
