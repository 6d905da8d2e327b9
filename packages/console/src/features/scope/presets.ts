export const PRESETS = [
  '1h',
  '24h',
  'today',
  'yesterday',
  '7d',
  '30d',
  '90d',
  'month',
  'last-month',
  'custom',
] as const;
export type Preset = (typeof PRESETS)[number];
