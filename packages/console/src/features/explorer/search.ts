import { MEASURES, type Measure } from '../../charts/prepare/measures.ts';
import { listOf, oneOf, textOf } from '../../routes/search.ts';
import type { Interval } from '../scope/range.ts';
import { readScope, type Scope } from '../scope/scope.ts';

/** The explorer's whole question, as it stands in the URL. */
export interface ExplorerSearch extends Scope {
  /** One or two dimensions; `workload` when absent. */
  by?: string[] | undefined;
  measure?: Measure | undefined;
  interval?: Interval | undefined;
  chart?: 'line' | undefined;
  /** `column` or `-column`. */
  sort?: string | undefined;
  /** Automatic when absent: left out once the ledger holds a real call. */
  sandbox?: Sandbox | undefined;
  /** What stands beside it. */
  compare?: Comparison | undefined;
  percentiles?: true | undefined;
}

const COMPARISONS = ['previous', 'year'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Sandbox = 'include' | 'exclude';

const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
const DIMENSION = /^(tag\.)?[a-z][a-z0-9_.-]{0,63}$/;

export function readExplorerSearch(raw: Record<string, unknown>): ExplorerSearch {
  const by = [...new Set(listOf(raw['by']).flatMap((one) => one.split(',')))]
    .filter((one) => DIMENSION.test(one))
    .slice(0, 2);
  const measure = oneOf(raw['measure'], MEASURES);
  const interval = oneOf(raw['interval'], INTERVALS);
  const sandbox = oneOf(raw['sandbox'], ['include', 'exclude']);
  const sort = textOf(raw['sort']);
  const compare = oneOf(raw['compare'], COMPARISONS);
  return {
    ...(by.length === 0 ? {} : { by }),
    ...(measure === undefined ? {} : { measure }),
    ...(interval === undefined ? {} : { interval }),
    ...(oneOf(raw['chart'], ['line']) === undefined ? {} : { chart: 'line' as const }),
    ...(sort === undefined ? {} : { sort }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(compare === undefined ? {} : { compare }),
    ...(raw['percentiles'] === true || raw['percentiles'] === 'true' ? { percentiles: true as const } : {}),
    ...readScope(raw),
  };
}
