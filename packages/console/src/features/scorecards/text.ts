export const text = {
  title: 'Scorecards',
  lead: 'Seven questions every production workload has to answer.',
  caption: 'Scorecards by workload',
  workload: 'Workload',
  answered: 'Answered',
  of: (answered: number, all: number) => `${answered} of ${all}`,
  states: { answered: 'Answered', weak: 'Weak', missing: 'Missing' },
  questions: {
    owner: 'Owner',
    outcome: 'Outcome',
    tier: 'Tier',
    cost: 'Cost',
    controls: 'Controls',
    quality: 'Quality',
    review: 'Review',
  },
  teachTitle: 'No workload has a scorecard yet',
  teach:
    'A scorecard says on one line whether somebody owns a workload, what it is for, what that costs, how it is held in check, how good it is, and when it is looked at again.',
  teachSteps: [
    'Create a workload with its owners.',
    'Add its value metric, quality metric and review date.',
    'The answers fill themselves from what is measured.',
  ],
  toWorkloads: 'Go to workloads',
} as const;
