export const text = {
  unknown: 'unknown',
  times: (digits: string) => `${digits} ×`,
  inUnit: (digits: string, unit: string) => `${digits} ${unit}`,
  explain: (name: string, value: string) => `${name}: ${value}. How it is computed`,
  notTold: 'Cannot be told',
  formula: (id: string) => `Formula ${id}, in docs/formulas.md`,
  inputs: 'What went in',
  sample: (count: string) => `Rests on ${count} observations.`,
  interval: (low: string, high: string) => `With 95% confidence between ${low} and ${high}.`,
  smallSample: 'small sample',
  smallSampleHint: 'Fewer than 30 observations: it may well change with the next ones.',
} as const;
