import type { gateExceptionInput, gateReviewInput } from '@weir/core/contract';
import type { z } from 'zod';

type Review = z.input<typeof gateReviewInput>;
type Exception = z.input<typeof gateExceptionInput>;

const approve = (item: Review['item'], reviewer: string, note: string): Review => ({
  item,
  decision: 'approve',
  reviewer,
  note,
});

/**
 * What people decided on the gates of workloads, by workload: the support bot passed, claims wait for two answers, nobody has begun with
 * the others.
 */
export const demoReviews: Readonly<Record<string, readonly Review[]>> = {
  'support-bot': [
    approve('data_classification_review', 'lena-fischer', 'Names and order numbers only; kept 30 days.'),
    approve('security_review', 'omar-haddad', 'Tools are read-only; answers are filtered.'),
    approve('does_it_work', 'erik-halden', 'Accuracy above target six weeks in a row.'),
    approve('affordable_at_scale', 'nora-vik', 'A resolved ticket costs a fraction of one by phone.'),
    approve('can_we_monitor', 'aiko-tanaka', 'All nine tags on every call; alerts go to the team.'),
    approve('can_we_govern', 'lena-fischer', 'Budget refuses; models are fixed.'),
    approve('why_it_matters', 'erik-halden', 'Every third ticket used to wait overnight.'),
    approve('usage_spikes', 'aiko-tanaka', 'Tried with ten times the traffic of a storm night.'),
    approve('quality_degrades', 'aiko-tanaka', 'Below target the portal goes back to v12.'),
  ],
  'claims-triage': [
    approve('data_classification_review', 'lena-fischer', 'Health data is masked before the call.'),
    approve('security_review', 'omar-haddad', 'Routing is its only side effect.'),
    approve('affordable_at_scale', 'nora-vik', 'Fits the budget of claims until spring.'),
    approve('can_we_monitor', 'aiko-tanaka', 'Each claim is a task.'),
    {
      item: 'does_it_work',
      decision: 'reject',
      reviewer: 'erik-halden',
      note: 'Nine claims in a hundred are routed to the wrong desk; 95 % were agreed.',
    },
  ],
};

/** Requirements that are waived for a while, until so many days from the end of the period: nobody held a drill yet. */
export const demoExceptions: Readonly<Record<string, Omit<Exception, 'until'> & { readonly days: number }>> =
  {
    'support-bot': {
      item: 'fallback_plan',
      reason: 'The failover drill is planned for the maintenance window next month.',
      granted_by: 'lena-fischer',
      days: 60,
    },
  };
