import { ListFilter, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { readTerm, withoutTerm, withTerms } from './scope.ts';
import { dimensionLabel, text } from './text.ts';

/** Fetched by the first press: its lists are heavy, and most pages are read as they are. */
const FilterPopup = lazy(() => import('./FilterPopup.tsx'));

interface FilterBarProps {
  filter: readonly string[] | undefined;
  onChange: (filter: string[] | undefined) => void;
  /** What can be filtered on; every dimension of the ledger when absent. */
  dimensions?: readonly string[];
}

/** Filters in force as chips, and the way to add one. */
export function FilterBar({ filter, onChange, dimensions }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const first = () => {
    setWasOpened(true);
    setOpen(true);
  };
  const trigger = (
    <Button size="sm" data-shortcut="filter" {...(wasOpened ? {} : { onClick: first })}>
      <ListFilter aria-hidden className="text-ink-3" />
      {text.addFilter}
    </Button>
  );
  return (
    <ul aria-label={text.filters} className="contents">
      {(filter ?? []).map((term) => {
        const { dimension, value } = readTerm(term);
        const shown = value === '' ? text.none : value;
        return (
          <li
            key={term}
            className="inline-flex h-8 max-w-full items-center rounded-md border border-accent/30 bg-accent-weak pl-2.5 text-sm text-accent-strong"
          >
            <span className="mr-1.5 text-ink-2">{dimensionLabel(dimension)}</span>
            <span className="truncate font-medium">{shown}</span>
            <button
              type="button"
              aria-label={text.removeFilter(`${dimensionLabel(dimension)} ${shown}`)}
              onClick={() => onChange(withoutTerm(filter, term))}
              className="ml-1 flex h-full w-7 items-center justify-center rounded-r-md hover:text-ink"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        );
      })}
      <li className="contents">
        {wasOpened ? (
          <Suspense fallback={trigger}>
            <FilterPopup
              open={open}
              onOpenChange={setOpen}
              trigger={trigger}
              {...(dimensions === undefined ? {} : { dimensions })}
              onAdd={(term) => {
                onChange(withTerms(filter, [term]));
                setOpen(false);
              }}
            />
          </Suspense>
        ) : (
          trigger
        )}
      </li>
    </ul>
  );
}
