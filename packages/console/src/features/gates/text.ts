import type { GateItem, GateMode, GateStatus } from '@weir/core/contract';

export const stateTexts = { passed: 'Passed', excepted: 'By exception', open: 'Open' } satisfies Record<
  GateStatus['state'],
  string
>;

export const itemStateTexts = {
  met: 'Met',
  missing: 'Missing',
  in_review: 'Waits for review',
  rejected: 'Rejected',
  excepted: 'Excepted',
  expired: 'Run out',
} satisfies Record<GateItem['state'], string>;

/** Short names for lists; a gate's page has the full titles. */
export const itemTexts: Record<GateItem['id'], string> = {
  business_owner: 'business owner',
  technical_owner: 'technical owner',
  cost_center: 'cost center',
  model_tier: 'model tier',
  usage_profile: 'usage profile',
  budget_threshold: 'budget',
  observability_tags: 'tags',
  data_classification_review: 'data review',
  security_review: 'security review',
  fallback_plan: 'fallback',
  quality_metric: 'quality metric',
  value_metric: 'value metric',
  does_it_work: 'does it work?',
  affordable_at_scale: 'affordable at scale?',
  can_we_monitor: 'can we monitor it?',
  can_we_govern: 'can we govern it?',
  why_it_matters: 'why does it matter?',
  usage_spikes: 'what if usage spikes?',
  quality_degrades: 'what if quality degrades?',
};

export const text = {
  title: 'Gates',
  lead: 'What workloads need before they get production traffic, and who has to decide it.',
  caption: 'Gates by workload',
  workload: 'Workload',
  state: 'Gate',
  traffic: 'The gateway now',
  met: 'Met',
  of: (met: number, all: number) => `${met} of ${all}`,
  open: 'Open points',
  more: (count: number) => `and ${count} more`,
  trafficTexts: {
    allowed: 'Lets calls through',
    allowed_with_warning: 'Lets calls through with a warning',
    refused: 'Refuses calls',
  } satisfies Record<GateStatus['traffic'], string>,
  trafficTags: {
    allowed: 'Allowed',
    allowed_with_warning: 'Warned',
    refused: 'Refused',
  } satisfies Record<GateStatus['traffic'], string>,
  none: '–',
  show: 'Show',
  shows: { production: 'In production', open: 'Open', all: 'All' },
  stage: 'Stage',
  noneShown: 'No workload is in production',
  noneShownHint:
    'Pilots and other environments pass without being asked; look at all to see what they would lack.',
  noneOpen: 'Every workload in production has passed',
  noneOpenHint: 'Nothing is missing and nothing waits for a reviewer.',
  figures: 'Gates of production',
  passed: 'Passed',
  passedFoot: (all: number) => `of ${all} in production`,
  excepted: 'By exception',
  exceptedFoot: 'open again when the exception ends',
  openCount: 'Open',
  openFoot: (waiting: number) =>
    waiting === 0 ? 'something is missing' : `${waiting} only ${waiting === 1 ? 'waits' : 'wait'} for review`,
  refused: 'Refused now',
  refusedFoot: { off: 'gates are off', grace: 'mode: grace', enforce: 'mode: enforced' } satisfies Record<
    GateMode,
    string
  >,
  teachTitle: 'No workload has a gate yet',
  teach:
    'A gate is a checklist of twelve requirements and seven questions that fills itself from data where it can. Until it is passed, the gateway warns or refuses production traffic.',
  teachSteps: [
    'Set the stage of a workload to production.',
    'See here what is missing; data fills most of it.',
    'Reviewers decide the rest, each by role.',
  ],
  toWorkloads: 'Go to workloads',
} as const;

export const dueText = {
  title: 'Reviews due soon',
  note: 'Approvals and exceptions that end within 30 days, or did.',
  nothing: 'Nothing ends within the next 30 days.',
  review: 'Review',
  exception: 'Exception',
  ends: (day: string) => `ends ${day}`,
  ended: (day: string) => `ended ${day}`,
  of: (item: string, workload: string) => `${item}, ${workload}`,
  more: (count: number) => `${count} more`,
} as const;

export const modeText = {
  titles: {
    off: 'Gates are off',
    grace: 'Gates warn',
    enforce: 'Gates are enforced',
  } satisfies Record<GateMode, string>,
  now: {
    off: 'Production traffic passes, and is told nothing.',
    grace:
      'Production traffic passes; of a workload whose gate is open, with a header that names what is missing.',
    enforce: 'Production traffic of a workload whose gate is open is refused, saying what is missing.',
  } satisfies Record<GateMode, string>,
  until: (moment: string) => `Warns until ${moment}; from then on it refuses.`,
  overdue: (moment: string) => `The grace period ended on ${moment}: what is open is refused.`,
  change: 'Change mode',
  dialogTitle: 'How gateways hold to gates',
  dialogLead: 'Holds on every gateway within a second. Only production traffic is concerned.',
  mode: 'Mode',
  modes: { off: 'Off', grace: 'Grace', enforce: 'Enforce' } satisfies Record<GateMode, string>,
  graceUntil: 'Grace ends on',
  graceUntilHint: (zone: string) => `From 00:00 of that day, ${zone}, open gates refuse. Empty: no end.`,
  inPast: 'Choose a day to come, or enforce now.',
  refusesNow: (count: number) =>
    `${count === 1 ? 'One workload is' : `${count} workloads are`} in production with an open gate. Their calls will be refused within a second:`,
  refusesLater: (count: number, day: string) =>
    `${count === 1 ? 'One workload is' : `${count} workloads are`} in production with an open gate. Their calls will be refused from ${day} on, unless the gate is passed by then:`,
  refusesNothing: 'No workload would be refused: all that are in production have passed.',
  frees: (count: number) =>
    `${count === 1 ? 'One workload' : `${count} workloads`} whose calls are refused now will get traffic again:`,
  warns: 'Open gates are said in the header x-weir-gate; nothing is refused.',
  silent: 'Nothing is checked and nothing is said; lists are kept all the same.',
  concerned: 'Workloads that this concerns',
  lacks: (items: string) => `lacks ${items}`,
  sure: (count: number) => `Refuse their calls: ${count === 1 ? 'one workload' : `${count} workloads`}`,
  save: 'Set mode',
  saving: 'Setting',
  done: (mode: GateMode) => `Gates: ${mode === 'off' ? 'off' : mode === 'grace' ? 'grace' : 'enforced'}`,
} as const;

export const pageText = {
  back: 'Gates',
  tab: (workload: string) => `Gate of ${workload}`,
  title: (name: string) => `Gate of ${name}`,
  toWorkload: 'Workload',
  lead: (stage: string, environment: string) => `Stage ${stage}, environment ${environment}.`,
  notConcerned:
    'Gates concern stage production in environment production; this list says what it would need for that.',
  requirements: 'Requirements',
  requirementsNote: 'Twelve things a workload has before it is let into production.',
  questions: 'Questions',
  questionsNote: 'Seven answers of people, each beside what Weir knows.',
  countOf: (met: number, all: number) => `${met} of ${all}`,
  until: (moment: string) => `until ${moment}`,
  found: 'Found',
  todo: 'What to do',
  reviewed: (who: string, verb: string, day: string) => `${who} ${verb} it on ${day}`,
  approvedVerb: 'approved',
  rejectedVerb: 'rejected',
  validUntil: (day: string) => `holds until ${day}`,
  excepted: (who: string, day: string) => `Excepted by ${who} until ${day}`,
  exceptionOver: (who: string, day: string) => `The exception by ${who} ended on ${day}`,
  reviewer: (role: string) => `Decided by: ${role}`,
  byData: 'Decided by data',
  review: 'Review',
  reviewAgain: 'Review again',
  reviewItem: (title: string) => `Review ${title}`,
  reviewAgainItem: (title: string) => `Review again: ${title}`,
  except: 'Except',
  exceptItem: (title: string) => `Except ${title}`,
  revoke: 'Revoke exception',
  revokeItem: (title: string) => `Revoke exception of ${title}`,
  places: {
    profile: 'Open the profile',
    controls: 'Open its controls',
    budgets: 'Open budgets',
    attribution: 'See what lacks tags',
    people: 'Open people',
    quality: 'Open its quality',
  },
  passedTitle: 'This gate is passed',
  openTitle: (count: number) => (count === 1 ? 'One point is open' : `${count} points are open`),
  exceptedTitle: 'Passed by exception',
  notFound: 'There is no such workload.',
} as const;

export const reviewText = {
  title: (item: string) => item,
  lead: 'The last decision counts; all of them are kept.',
  beside: 'What Weir knows',
  reviewer: 'Reviewer',
  pick: 'Choose who decides',
  reviewerHint: (role: string) => `Active people with the role ${role} who do not own the workload.`,
  noReviewer: (role: string) =>
    `Nobody can decide this: it takes an active person with the role ${role} who does not own the workload.`,
  toPeople: 'Give somebody the role',
  decision: 'Decision',
  decisions: { approve: 'Approve', reject: 'Reject' },
  note: 'Note',
  noteHint: {
    requirement: 'What the decision rests on.',
    question: 'The answer to the question, and what it rests on.',
  },
  required: 'This is needed.',
  validDays: 'Holds for days',
  validDaysHint: '1 to 730; then it has to be looked at again.',
  validDaysRule: 'A whole number from 1 to 730.',
  submit: { approve: 'Approve', reject: 'Reject' },
  approved: (item: string) => `Approved: ${item}`,
  rejected: (item: string) => `Rejected: ${item}`,
  saving: 'Deciding',
  conflictTitle: 'Somebody else decided meanwhile',
  conflictHint:
    'Nothing of yours was saved. Look at what they decided; then decide anew if you still want to.',
  again: 'Decide anew',
  nowState: (state: string) => `It is now: ${state}.`,
} as const;

export const exceptText = {
  lead: 'The workload may pass without this for a while, at most 90 days. It can be revoked at once.',
  grantedBy: 'Granted by',
  grantedHint: 'Active people with the role Risk or Executive who do not own the workload.',
  nobody:
    'Nobody can grant it: it takes an active person with the role Risk or Executive who does not own the workload.',
  reason: 'Reason',
  reasonHint: 'Why it may wait, and who mends it.',
  until: 'Ends on',
  untilHint: (zone: string) => `00:00 of that day, ${zone}; at most 90 days from now.`,
  untilRule: 'A day within the next 90.',
  submit: 'Grant exception',
  granted: (item: string) => `Exception granted: ${item}`,
  revokeTitle: 'Revoke this exception?',
  revokeLead: (item: string) =>
    `“${item}” counts as missing again within a second. Where gates are enforced, production calls are refused from then on.`,
  revokeSubmit: 'Revoke',
  revoked: 'Exception revoked',
} as const;

export const drillText = {
  run: 'Run failover drill',
  running: 'Drill is running',
  lead: 'One small real call. The provider it would go to first is held down for that call alone.',
  passed: 'The drill passed',
  failed: 'The drill failed',
  facts: { primary: 'Held down', answered: 'Answered by', took: 'Took' },
  call: 'See the call',
  nobody: 'nobody',
} as const;
