import type { CostQuery, LedgerStore } from '../../packages/server/src/ledger/port.ts';
import { DAYS, END } from './generate.ts';

const BOUNDED = [
  'team',
  'workload',
  'model',
  'provider',
  'application',
  'cost_center',
  'owner',
  'key',
  'status',
];
const RANGE = { since: new Date(END - DAYS * 86_400_000), until: new Date(END) };
const BASE = { ...RANGE, filter: {}, timeZone: 'Europe/Berlin', sandbox: 'exclude' } as const;

export interface TimedQuery {
  name: string;
  run(): Promise<unknown>;
}

/** What people do in the explorer, over the whole 90 days unless said. */
export async function explorerQueries(store: LedgerStore): Promise<TimedQuery[]> {
  const { data } = await store.calls({ ...RANGE, filter: {}, limit: 1 });
  const someCall = data[0]?.call_id ?? '';
  const costs = (name: string, query: Partial<CostQuery> & Pick<CostQuery, 'by'>): TimedQuery => ({
    name,
    run: () => store.costs({ ...BASE, ...query }),
  });
  const day = { since: new Date(END - 10 * 86_400_000), until: new Date(END - 9 * 86_400_000) };
  const list = (name: string, filter: Record<string, string[]>, range = RANGE): TimedQuery => ({
    name,
    run: () => store.calls({ ...range, filter, limit: 50 }),
  });
  return [
    ...pairs(BOUNDED).map(([a, b]) => costs('any two tags', { by: [a, b] })),
    ...pairs(BOUNDED)
      .slice(0, 8)
      .map(([a]) => costs('one tag by day', { by: [a], interval: 'day' })),
    costs('unit x model', { by: ['unit', 'model'] }),
    costs('two tags, filtered, by day', {
      by: ['model', 'team'],
      interval: 'day',
      filter: { environment: ['production'] },
    }),
    costs('by user (detail)', { by: ['user'] }),
    costs('by custom tag (detail)', { by: ['tag.region'] }),
    costs('odd range, by workload (rollup and edges)', {
      by: ['workload'],
      since: new Date(RANGE.since.getTime() + 1_234_567),
      until: new Date(RANGE.until.getTime() - 7_654_321),
    }),
    list('calls: newest', {}),
    list('calls: of a workload on a day', { workload: ['workload-7'] }, day),
    list('calls: of a workload and model', { workload: ['workload-7'], model: ['gpt-4o'] }),
    list('calls: of a user', { user: ['user-4711'] }),
    list('calls: of a task', { task: ['task-1234'] }),
    { name: 'one call', run: () => store.call(someCall) },
    { name: 'dimension values', run: () => store.dimensionValues('model', 'g', 20, RANGE) },
    { name: 'totals', run: () => store.totals() },
  ];
}

function pairs(names: readonly string[]): [string, string][] {
  return names.flatMap((a, i) => names.slice(i + 1).map((b): [string, string] => [a, b]));
}
