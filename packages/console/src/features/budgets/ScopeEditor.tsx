import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { providersQuery } from '../../api/gateway-queries.ts';
import {
  applicationsQuery,
  costCentersQuery,
  dimensionValuesQuery,
  environmentsQuery,
  keysQuery,
  teamsQuery,
  workloadsQuery,
} from '../../api/queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import {
  CUSTOM_TAG,
  isFilled,
  keyOfRow,
  nextDimension,
  SCOPE_DIMENSIONS,
  type ScopeRow,
  scopeLabel,
} from './scope.ts';
import { scopeText as text, tierLabels } from './text.ts';

interface Suggestion {
  value: string;
  label?: string;
}
const ofIds = (all: readonly { id: string; name?: string }[] | undefined): Suggestion[] =>
  (all ?? []).map(({ id, name }) => ({
    value: id,
    ...(name === undefined || name === id ? {} : { label: name }),
  }));
const TIERS: Suggestion[] = Object.entries(tierLabels).map(([value, label]) => ({ value, label }));

/** What is known in the registry of a dimension; nothing is asked for the others. */
function useRecords(dimension: string): Suggestion[] {
  const only = (name: string) => ({ enabled: dimension === name });
  const records = {
    workload: useQuery({ ...workloadsQuery(), ...only('workload') }).data,
    team: useQuery({ ...teamsQuery(), ...only('team') }).data,
    application: useQuery({ ...applicationsQuery(), ...only('application') }).data,
    cost_center: useQuery({ ...costCentersQuery(), ...only('cost_center') }).data,
    environment: useQuery({ ...environmentsQuery(), ...only('environment') }).data,
    key: useQuery({ ...keysQuery(), ...only('key') }).data,
    provider: useQuery({ ...providersQuery(), ...only('provider') }).data?.data,
  };
  if (dimension === 'tier') return TIERS;
  return dimension in records ? ofIds(records[dimension as keyof typeof records]) : [];
}

/** What the registry knows first, then further values that the ledger has seen. */
function Suggestions({ list, row }: { list: string; row: ScopeRow }) {
  const known = useRecords(row.dimension);
  const name = keyOfRow(row);
  const isAsked = row.dimension !== 'tier' && name !== 'tag.';
  const seen = useQuery({ ...dimensionValuesQuery(name, row.value), enabled: isAsked }).data ?? [];
  const further = seen.filter((value) => value !== '' && known.every((one) => one.value !== value));
  return (
    <datalist id={list}>
      {[...known, ...further.map((value): Suggestion => ({ value }))].map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </datalist>
  );
}

interface RowProps {
  row: ScopeRow;
  position: number;
  taken: readonly string[];
  onChange: (row: ScopeRow) => void;
  onRemove: () => void;
}

function Row({ row, position, taken, onChange, onRemove }: RowProps) {
  const list = useId();
  const free = SCOPE_DIMENSIONS.filter((name) => name === row.dimension || !taken.includes(name));
  return (
    <li className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
      <Select
        label={text.dimension(position)}
        value={row.dimension}
        choices={[
          ...free.map((value) => ({ value: value as string, label: scopeLabel(value) })),
          { value: CUSTOM_TAG, label: text.customTag },
        ]}
        onChange={(dimension) => onChange({ dimension, tagName: '', value: '' })}
        className="!h-9 w-full sm:w-44 sm:shrink-0"
      />
      {row.dimension === CUSTOM_TAG ? (
        <Input
          aria-label={text.tagName(position)}
          placeholder={text.tagNameHolder}
          value={row.tagName}
          onChange={(event) => onChange({ ...row, tagName: event.target.value })}
          autoComplete="off"
          spellCheck={false}
          className="min-w-0 !w-32 shrink-0"
        />
      ) : null}
      <Input
        aria-label={text.value(position)}
        placeholder={text.valueHolder}
        value={row.value}
        list={list}
        onChange={(event) => onChange({ ...row, value: event.target.value })}
        autoComplete="off"
        spellCheck={false}
        className="min-w-0 flex-1"
      />
      <Suggestions list={list} row={row} />
      <IconButton label={text.remove(position)} className="mt-0.5" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

interface ScopeEditorProps {
  rows: readonly ScopeRow[];
  onChange: (rows: ScopeRow[]) => void;
  error: string | undefined;
  hint?: string;
}

/** What a budget or a limit applies to: a value per dimension, all of which must hold. */
export function ScopeEditor({ rows, onChange, error, hint = text.hint }: ScopeEditorProps) {
  const taken = rows.map(({ dimension }) => dimension);
  const note = useId();
  return (
    <fieldset aria-describedby={note}>
      <legend className="mb-1 text-sm font-medium">{text.title}</legend>
      {rows.length === 0 ? null : (
        <ul className="mb-2 flex flex-col gap-2">
          {rows.map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
              key={index}
              row={row}
              position={index + 1}
              taken={taken}
              onChange={(next) => onChange(rows.map((one, at) => (at === index ? next : one)))}
              onRemove={() => onChange(rows.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          size="sm"
          disabled={rows.length >= 8 || rows.some((row) => !isFilled(row))}
          onClick={() => onChange([...rows, { dimension: nextDimension(rows), tagName: '', value: '' }])}
        >
          <Plus aria-hidden />
          {text.add}
        </Button>
        <p id={note} className={error === undefined ? 'text-xs text-ink-3' : 'text-xs text-bad'}>
          {error ?? hint}
        </p>
      </div>
    </fieldset>
  );
}
