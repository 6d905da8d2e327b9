import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { dimensionValuesQuery } from '../../api/queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useDimensions } from '../scope/FilterForm.tsx';
import { dimensionLabel } from '../scope/text.ts';
import { type Condition, withCondition } from './conditions.ts';
import { conditionText as text } from './text.ts';

/** What an entry has of its own and a call does not: rules cannot ask for it. */
const NOT_OF_CALLS = ['source', 'entry', 'class', 'unit', 'category', 'sandbox'];

interface RowProps {
  row: Condition;
  index: number;
  dimensions: readonly string[];
  onChange: (row: Condition) => void;
  onRemove: () => void;
}

function Row({ row, index, dimensions, onChange, onRemove }: RowProps) {
  const list = useId();
  const last = row.values.split(',').at(-1)?.trim() ?? '';
  const seen = useQuery(dimensionValuesQuery(row.dimension, last)).data ?? [];
  return (
    <div className="flex w-full items-center gap-2">
      <Select
        label={text.dimension(index)}
        value={row.dimension}
        onChange={(dimension) => onChange({ ...row, dimension })}
        choices={[...new Set([row.dimension, ...dimensions])].map((value) => ({
          value,
          label: dimensionLabel(value),
        }))}
        className="h-9 w-36 shrink-0"
      />
      <Input
        aria-label={text.values(index)}
        placeholder={text.placeholder}
        value={row.values}
        list={list}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...row, values: event.target.value })}
      />
      <datalist id={list}>
        {seen
          .filter((value) => value !== '')
          .map((value) => (
            <option key={value} value={value} />
          ))}
      </datalist>
      <IconButton label={text.remove(dimensionLabel(row.dimension))} className="shrink-0" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

interface ConditionsEditorProps {
  label: string;
  rows: readonly Condition[];
  error?: string | undefined;
  onChange: (rows: Condition[]) => void;
}

/** Which calls: dimensions that all must hold, several values each. */
export function ConditionsEditor({ label, rows, error, onChange }: ConditionsEditorProps) {
  const dimensions = useDimensions().filter(
    (name) => !NOT_OF_CALLS.includes(name) && !name.startsWith('virtual.'),
  );
  const free = dimensions.find((name) => rows.every((row) => row.dimension !== name));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-col items-start gap-2">
        {rows.map((row, index) => (
          <Row
            key={row.key}
            row={row}
            index={index + 1}
            dimensions={dimensions}
            onChange={(changed) => onChange(rows.map((one) => (one.key === row.key ? changed : one)))}
            onRemove={() => onChange(rows.filter((one) => one.key !== row.key))}
          />
        ))}
        <Button size="sm" onClick={() => onChange(withCondition(rows, free ?? 'workload'))}>
          <Plus aria-hidden />
          {text.add}
        </Button>
      </div>
      {error === undefined ? null : <p className="mt-1 text-xs text-bad">{error}</p>}
    </fieldset>
  );
}
