import type { Confidence, ValueClass, Verdict, VerdictRule } from '@weir/core/contract';
import type { WhyOff } from './map.ts';

export const verdictText: Record<Verdict, string> = {
  scale: 'Scale',
  improve: 'Improve',
  stop: 'Stop',
  not_enough_evidence: 'Not enough evidence',
};

/** In the order they are told: best first. */
export const VERDICTS = Object.keys(verdictText) as readonly Verdict[];

export const ruleText: Record<VerdictRule, string> = {
  cost_stable: 'Cost per success is stable or falling',
  value_measurable: 'Value is measured or estimated',
  quality_acceptable: 'Quality reaches its target',
  controls_in_place: 'Budget, fallback and gate are in place',
  viable_at_scale: 'Still worth it at the expected volume',
};
export const ruleResultText = { pass: 'Passed', fail: 'Failed', unknown: 'Cannot be told' } as const;

export const classText: Record<ValueClass, { title: string; hint: string }> = {
  measurable: { title: 'Measurable', hint: 'Money that was earned or saved, and can be checked.' },
  strategic: {
    title: 'Strategic',
    hint: 'Worth it for what it makes possible later; told in money by judgement.',
  },
  intangible: { title: 'Intangible', hint: 'Comfort, trust, reputation: a figure is an opinion.' },
};
export const confidenceText: Record<Confidence, string> = {
  measured: 'measured',
  estimated: 'estimated',
  asserted: 'asserted',
};
const whyOffText: Record<WhyOff, string> = {
  nothing: 'no outcome was told in this period',
  success: 'none of its outcomes was a success',
  value: 'nobody said what its outcome is worth',
};

const workloads = (count: number) => (count === 1 ? '1 workload' : `${count} workloads`);

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
  viability: 'Viability map',
  viabilityNote: 'Size: loaded cost in the period',
  mapLabel: (count: number) =>
    `Cost of a success against its value, ${workloads(count)}. The table beneath has the figures.`,
  xAxis: 'Cost per successful outcome',
  yAxis: 'Value per outcome',
  logScale: 'axes in powers of ten',
  breakEven: 'break-even',
  worthIt: 'worth more than it costs',
  notWorthIt: 'costs more than it is worth',
  pointLabel: (name: string, verdict: string, cost: string, value: string, loaded: string) =>
    `${name}: ${verdict}. A success costs ${cost} and is worth ${value}; ${loaded} in all.`,
  legend: 'Verdicts',
  off: 'Not on the map',
  offWhy: whyOffText,
  allOff: 'No workload has both a cost and a value per success in this period.',
  allOffHint: 'Tell outcomes, and say in the value metric of the workload what one is worth.',
  verdicts: 'Verdicts and why',
  verdictsNote: 'By five stated rules',
  verdictCount: workloads,
  noneOfIt: 'None',
  rules: (name: string) => `Rules behind the verdict on ${name}`,
  showRules: 'Evidence',
  evidenceFor: (name: string) => `Evidence for the verdict on ${name}`,
  rule: 'Rule',
  result: 'Result',
  evidence: 'Evidence',
  formula: (id: string) => `Rules as in docs/formulas.md (${id}).`,
  classes: 'Value by class',
  classesNote: 'Kept apart, never added up',
  classValue: 'Value',
  classCost: 'Loaded cost of these',
  classReturn: 'Value for each 1.00 spent',
  classConfidence: 'How sure',
  classNone: 'No workload claims value of this kind.',
  csv: 'Download as CSV',
  csvName: 'weir-viability.csv',
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
