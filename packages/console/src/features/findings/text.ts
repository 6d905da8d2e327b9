import type { Finding } from '@weir/core/contract';

export const text = {
  title: 'Findings',
  lead: 'What Weir noticed and a person should look at. One entry per cause, however often it happened.',
  state: 'State',
  open: 'Open',
  closed: 'Closed',
  severities: { info: 'Info', warning: 'Warning', critical: 'Critical' } satisfies Record<
    Finding['severity'],
    string
  >,
  kinds: {
    price_unknown: 'Price unknown',
    spool_corrupt: 'Spool corrupt',
    usage_impossible: 'Impossible usage',
    call_lost: 'Call lost',
    budget_mismatch: 'Budget mismatch',
    clock_skew: 'Clocks disagree',
    source_failing: 'Source fails',
    source_lagging: 'Source lags',
    source_contradicts: 'Source contradicts itself',
    ledger_mismatch: 'Closed month differs',
    price_conflict: 'Prices contradict',
    owner_left: 'Owner left',
    review_overdue: 'Review overdue',
    outcome_unlinked: 'Outcomes without their task',
    allocation_failed: 'Cost not allocated',
  } satisfies Record<Finding['kind'], string>,
  times: (count: string) => `${count}×`,
  since: (moment: string) => `first ${moment}`,
  last: (ago: string) => `last ${ago}`,
  close: 'Close',
  closedNow: 'Finding closed. It opens again if it happens again.',
  none: 'Nothing needs attention',
  noneHint:
    'An unknown price, impossible usage or a lost call would appear here, and never as a silent zero.',
  noneClosed: 'No finding was closed yet',
} as const;
