import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Input } from '../../ui/field.tsx';
import type { ThroughputRow } from './fields.ts';
import { formText as text } from './text.ts';

interface ThroughputRowsProps {
  rows: ThroughputRow[];
  onChange: (rows: ThroughputRow[]) => void;
  error: string | undefined;
}

/** How much machines do in a second, by unit. */
export function ThroughputRows({ rows, onChange, error }: ThroughputRowsProps) {
  const note = useId();
  const change = (at: number, part: Partial<ThroughputRow>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset aria-describedby={note}>
      <legend className="mb-1 text-sm font-medium">{text.throughput}</legend>
      <div className="flex flex-col gap-2">
        {rows.map(({ unit, count }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place only
          <div key={index} className="flex items-center gap-2">
            <Input
              aria-label={text.throughputUnit(index + 1)}
              value={unit}
              onChange={(event) => change(index, { unit: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <Input
              aria-label={text.throughputCount(index + 1)}
              value={count}
              onChange={(event) => change(index, { count: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
              className="!w-32 shrink-0"
            />
            <IconButton
              label={text.removeThroughput(index + 1)}
              disabled={rows.length === 1}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
      </div>
      <p id={note} className={cx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}>
        {error ?? ''}
      </p>
      <Button size="sm" onClick={() => onChange([...rows, { unit: 'input_tokens', count: '' }])}>
        <Plus aria-hidden />
        {text.addThroughput}
      </Button>
    </fieldset>
  );
}
