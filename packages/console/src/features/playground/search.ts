import type { Dialect } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';
import { DIALECTS } from '../routing/search.ts';

/** What a link to the playground fills in; messages are never in the address. */
export interface PlaygroundSearch {
  workload?: string | undefined;
  model?: string | undefined;
  dialect?: Dialect | undefined;
}

export function readPlaygroundSearch(raw: Record<string, unknown>): PlaygroundSearch {
  const read = {
    workload: textOf(raw['workload']),
    model: textOf(raw['model']),
    dialect: oneOf(raw['dialect'], DIALECTS),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
