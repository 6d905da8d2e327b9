import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dimensionsQuery, dimensionValuesQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT_CLASS } from '../../ui/field.tsx';
import { ITEM_CLASS, POPUP_CLASS } from '../../ui/popup.ts';
import { Select } from '../../ui/select.tsx';
import type { FilterTerm } from './scope.ts';
import { dimensionLabel, dimensionLabels, text } from './text.ts';

/** Dimensions to choose from: those this console knows until the server has named its own. */
export function useDimensions(): readonly string[] {
  return useQuery(dimensionsQuery()).data?.data.map(({ name }) => name) ?? Object.keys(dimensionLabels);
}

/** Chooses a dimension and one of the values it took. */
export function FilterForm({
  onAdd,
  dimensions: allowed,
}: {
  onAdd: (term: FilterTerm) => void;
  dimensions?: readonly string[];
}) {
  const known = useDimensions();
  const dimensions = allowed ?? known;
  const [dimension, setDimension] = useState('workload');
  const [typed, setTyped] = useState('');
  const values = useQuery(dimensionValuesQuery(dimension, typed)).data ?? [];
  const named = values.filter((value) => value !== '');
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') onAdd({ dimension, value: typed.trim() });
      }}
    >
      <Select
        label={text.dimension}
        value={dimension}
        onChange={(next) => {
          setDimension(next);
          setTyped('');
        }}
        choices={dimensions.map((value) => ({ value, label: dimensionLabel(value) }))}
        className="h-9"
      />
      <Autocomplete.Root
        items={named}
        value={typed}
        onValueChange={(value, details) => {
          setTyped(value);
          if (details.reason === 'item-press') onAdd({ dimension, value });
        }}
        openOnInputClick
        filter={null}
      >
        <Autocomplete.Input
          aria-label={text.value}
          placeholder={text.valuePlaceholder}
          className={INPUT_CLASS}
        />
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
            <Autocomplete.Popup className={`${POPUP_CLASS} w-(--anchor-width)`}>
              <Autocomplete.Empty>
                <p className="px-3 py-2 text-sm text-ink-3">{text.noValues}</p>
              </Autocomplete.Empty>
              <Autocomplete.List className="max-h-64 overflow-y-auto p-1 data-empty:p-0">
                {(value: string) => (
                  <Autocomplete.Item key={value} value={value} className={ITEM_CLASS}>
                    <span className="truncate">{value}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      <div className="flex justify-between">
        <Button size="sm" look="quiet" onClick={() => onAdd({ dimension, value: '' })}>
          {text.hasNone}
        </Button>
        <Button type="submit" look="primary" size="sm" disabled={typed.trim() === ''}>
          {text.apply}
        </Button>
      </div>
    </form>
  );
}
