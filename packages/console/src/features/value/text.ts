import type { Verdict } from '@weir/core/contract';

export const verdictText: Record<Verdict, string> = {
  scale: 'Scale',
  improve: 'Improve',
  stop: 'Stop',
  not_enough_evidence: 'Not enough evidence',
};

/** In the order they are told: best first. */
export const VERDICTS = Object.keys(verdictText) as readonly Verdict[];

export const text = {
  title: 'Value',
  lead: 'What an outcome costs against what it is worth, workload by workload.',
  map: 'Workloads',
  workload: 'Workload',
  verdict: 'Verdict',
  outcome: 'Outcome',
  loadedCost: 'Loaded cost',
  costPer: 'Cost per success',
  valuePer: 'Value per success',
  margin: 'Margin',
  outcomes: 'Outcomes',
  none: '–',
  teachTitle: 'No outcome has been told yet',
  teach:
    'Here each workload stands by the cost and the value of one of its outcomes, with a verdict: scale, improve or stop.',
  teachSteps: [
    'Give a workload a value metric: the outcome it is for, and what one is worth.',
    'Tell outcomes as they happen: by API, CSV, webhook, or a rule on its traffic.',
    'Come back: the verdict says when the evidence is enough.',
  ],
  teachCommand: 'Import outcomes',
  toWorkloads: 'Go to workloads',
} as const;

export const OUTCOME_COMMAND = 'npx weir outcome import outcomes.csv';
