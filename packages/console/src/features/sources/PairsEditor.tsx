import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import type { PairFields } from './rules.ts';
import { mappingText as text } from './text.ts';

interface PairsEditorProps {
  title: string;
  lead: string;
  pairs: readonly PairFields[];
  onChange: (pairs: PairFields[]) => void;
  fieldLabel: (place: number) => string;
  valueLabel: (place: number) => string;
  add: string;
  /** Ids of lists that are offered while typing. */
  fieldList: string;
  valueList?: string;
  error: string | undefined;
}

/** Field of the line, and where it comes from. */
export function PairsEditor(props: PairsEditorProps) {
  const { title, lead, pairs, onChange, fieldLabel, valueLabel, add, fieldList, valueList, error } = props;
  const put = (at: number, part: Partial<PairFields>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...part } : pair)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{title}</legend>
      <p className="text-xs text-ink-3">{lead}</p>
      {pairs.map((pair, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is named by its place
        <div key={at} className="grid grid-cols-[1fr_1fr_2rem] gap-2">
          <Input
            aria-label={fieldLabel(at + 1)}
            list={fieldList}
            value={pair.field}
            onChange={(event) => put(at, { field: event.target.value })}
            spellCheck={false}
          />
          <Input
            aria-label={valueLabel(at + 1)}
            list={valueList}
            value={pair.value}
            onChange={(event) => put(at, { value: event.target.value })}
            spellCheck={false}
          />
          <IconButton
            label={text.remove(valueLabel(at + 1))}
            onClick={() => onChange(pairs.filter((_, index) => index !== at))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {error === undefined ? null : <p className="text-xs text-bad">{error}</p>}
      <Button size="sm" className="self-start" onClick={() => onChange([...pairs, { field: '', value: '' }])}>
        <Plus aria-hidden />
        {add}
      </Button>
    </fieldset>
  );
}
