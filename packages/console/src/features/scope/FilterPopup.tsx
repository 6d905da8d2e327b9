import type { ReactElement } from 'react';
import { Popover } from '../../ui/popover.tsx';
import { FilterForm } from './FilterForm.tsx';
import type { FilterTerm } from './scope.ts';
import { text } from './text.ts';

interface FilterPopupProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  trigger: ReactElement;
  dimensions?: readonly string[];
  onAdd: (term: FilterTerm) => void;
}

export default function FilterPopup({ onAdd, dimensions, ...popover }: FilterPopupProps) {
  return (
    <Popover {...popover} title={text.filterTitle} className="w-80">
      <FilterForm onAdd={onAdd} {...(dimensions === undefined ? {} : { dimensions })} />
    </Popover>
  );
}
