import type { ReactNode } from 'react';
import { FilterBar } from './FilterBar.tsx';
import { RangePicker } from './RangePicker.tsx';
import { SHARED_DIMENSIONS } from './scope.ts';
import { text } from './text.ts';
import type { PageScope } from './usePageScope.ts';

interface ScopeBarProps {
  scope: Pick<PageScope, 'preset' | 'range' | 'zone' | 'filter' | 'change'>;
  /** Every dimension of the ledger, where the page's endpoint takes them; else whose it was. */
  any?: boolean;
  /** False where the endpoint takes no filter. */
  filters?: boolean;
  /** Further controls of the page. */
  children?: ReactNode;
}

/** Period and filters, at one place on every page that has them: the `bar` of `Page`. Keys: `r` and `f`. */
export function ScopeBar({ scope, any = false, filters = true, children }: ScopeBarProps) {
  const { preset, range, zone, filter, change } = scope;
  return (
    <section aria-label={text.bar} className="flex flex-wrap items-center gap-2">
      <RangePicker preset={preset} range={range} zone={zone} onChange={change} />
      {filters ? (
        <FilterBar
          filter={filter}
          onChange={(next) => change({ filter: next })}
          {...(any ? {} : { dimensions: SHARED_DIMENSIONS })}
        />
      ) : null}
      {children}
    </section>
  );
}
