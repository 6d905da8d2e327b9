/** Fifty budgets that overlap: each call counts against about ten of them. */

/** Everything about a call that budgets can be narrowed to. */
export interface Dims {
  workload: string;
  team: string;
  user: string;
  customer: string;
  tenant: string;
  model: string;
}

export interface TrialBudget {
  id: string;
  scope: Record<string, string>;
  /** Of all calls, so many match it. */
  share: number;
}

export const WORKLOADS = range(8, (i) => `w${i}`);
export const USERS = range(10, (i) => `u${i}`);
const CUSTOMERS = range(6, (i) => `c${i}`);
const TENANTS = range(4, (i) => `t${i}`);
export const MODELS = ['gpt-4o-mini', 'gpt-4o', 'gpt-5-mini'];
const TEAMS = ['team-a', 'team-b'];
const COMBINED = 14;

export const teamOf = (workload: string): string => TEAMS[Number(workload.slice(1)) % 2] ?? 'team-a';

export const BUDGETS: readonly TrialBudget[] = [
  { id: 'all', scope: {}, share: 1 },
  { id: 'env', scope: { environment: 'production' }, share: 1 },
  { id: 'provider', scope: { provider: 'billing' }, share: 1 },
  ...each('workload', WORKLOADS),
  ...each('team', TEAMS),
  ...each('user', USERS),
  ...each('customer', CUSTOMERS),
  ...each('model', MODELS),
  ...each('tag.tenant', TENANTS),
  ...range(COMBINED, (i) => {
    const workload = WORKLOADS[i % WORKLOADS.length] ?? '';
    const user = USERS[(i * 3) % USERS.length] ?? '';
    return { id: `both-${i}`, scope: { workload, user }, share: 1 / (WORKLOADS.length * USERS.length) };
  }),
];

export function draw(random: () => number): Dims {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const workload = pick(WORKLOADS);
  return {
    workload,
    team: teamOf(workload),
    user: pick(USERS),
    customer: pick(CUSTOMERS),
    tenant: pick(TENANTS),
    model: pick(MODELS),
  };
}

export function matches({ scope }: TrialBudget, dims: Dims): boolean {
  const values: Record<string, string> = {
    ...dims,
    'tag.tenant': dims.tenant,
    environment: 'production',
    provider: 'billing',
  };
  return Object.entries(scope).every(([name, value]) => values[name] === value);
}

function each(dimension: string, values: readonly string[]): TrialBudget[] {
  return values.map((value) => ({
    id: `${dimension.replace('.', '-')}-${value}`.replaceAll(/[^a-z0-9-]/g, '-'),
    scope: { [dimension]: value },
    share: 1 / values.length,
  }));
}

function range<T>(count: number, of: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => of(i));
}
