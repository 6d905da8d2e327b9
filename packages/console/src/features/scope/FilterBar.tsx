import { ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { FilterForm } from './FilterForm.tsx';
import { readTerm, withoutTerm, withTerms } from './scope.ts';
import { dimensionLabel, text } from './text.ts';

interface FilterBarProps {
  filter: readonly string[] | undefined;
  onChange: (filter: string[] | undefined) => void;
  /** What can be filtered on; every dimension of the ledger when absent. */
  dimensions?: readonly string[];
}

/** Filters in force as chips, and the way to add one. */
export function FilterBar({ filter, onChange, dimensions }: FilterBarProps) {
  const [open, setOpen] = useState(false);
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
        <Popover
          open={open}
          onOpenChange={setOpen}
          title={text.filterTitle}
          className="w-80"
          trigger={
            <Button size="sm" data-shortcut="filter">
              <ListFilter aria-hidden className="text-ink-3" />
              {text.addFilter}
            </Button>
          }
        >
          <FilterForm
            {...(dimensions === undefined ? {} : { dimensions })}
            onAdd={(term) => {
              onChange(withTerms(filter, [term]));
              setOpen(false);
            }}
          />
        </Popover>
      </li>
    </ul>
  );
}
