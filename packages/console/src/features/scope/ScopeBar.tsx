import type { ReactNode } from 'react';
import { FilterBar } from './FilterBar.tsx';
import { RangePicker } from './RangePicker.tsx';
import { SHARED_DIMENSIONS } from './scope.ts';
import { text } from './text.ts';
import type { PageScope } from './usePageScope.ts';

interface ScopeBarProps {
  scope: Pick<PageScope, 'preset' | 'range' | 'zone' | 'filter' | 'change'>;
  /** What can be filtered on: `any` dimension of the ledger, none with `[]`; whose it was when absent. */
  dimensions?: 'any' | readonly string[];
  /** Further controls of the page. */
  children?: ReactNode;
}

/** Period and filters, at one place on every page that has them: the `bar` of `Page`. Keys: `r` and `f`. */
export function ScopeBar({ scope, dimensions = SHARED_DIMENSIONS, children }: ScopeBarProps) {
  const { preset, range, zone, filter, change } = scope;
  return (
    <section aria-label={text.bar} className="flex flex-wrap items-center gap-2">
      <RangePicker preset={preset} range={range} zone={zone} onChange={change} />
      {dimensions.length > 0 ? (
        <FilterBar
          filter={filter}
          onChange={(next) => change({ filter: next })}
          {...(dimensions === 'any' ? {} : { dimensions })}
        />
      ) : null}
      {children}
    </section>
  );
}
