export const text = {
  title: 'Full cost',
  lead: 'What providers bill, and everything else it takes: people, review, platforms, licences.',
  apiCost: 'API cost',
  loadedCost: 'Loaded cost',
  ratio: 'Loaded to API cost',
  unallocated: 'Not allocated',
  byWorkload: 'By workload',
  levels: { workload: 'Workload', cost_center: 'Cost center' },
  by: (level: string) => `Full cost by ${level.toLowerCase()}`,
  none: '–',
  noWorkload: '(nobody)',
  teachTitle: 'No cost beyond the calls is known yet',
  teach:
    'Tokens are a part of what an AI system costs. Name the other parts once, say who bears them, and every night each workload gets its share.',
  teachSteps: [
    'Add a cost item: what it is, what it costs, since when.',
    'Give it a workload, or a rule that shares it out.',
    'Look here the next day, or run the allocation at once.',
  ],
  teachCommand: 'Add a cost item',
} as const;

export const COST_ITEM_COMMAND =
  'npx weir cost-item create gpu-cluster --category platform --amount 12000 --currency USD --per month';
