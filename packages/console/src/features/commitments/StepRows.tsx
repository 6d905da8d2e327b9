import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { type AgreementFields, type StepRow, stepKind } from './fields.ts';
import { formText as text } from './text.ts';

const KINDS = (['discount_percent', 'price'] as const).map((value) => ({
  value,
  label: text.stepKinds[value],
}));

interface StepRowsProps {
  rows: StepRow[];
  measure: AgreementFields['measure'];
  onChange: (rows: StepRow[]) => void;
  error: string | undefined;
}

/** Steps of volume tiers: from which use on, and what it costs then. */
export function StepRows({ rows, measure, onChange, error }: StepRowsProps) {
  const note = useId();
  const change = (at: number, part: Partial<StepRow>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset aria-describedby={note}>
      <legend className="mb-1 text-sm font-medium">{text.steps}</legend>
      <div className="flex flex-col gap-2">
        {rows.map(({ above, kind, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place only
          <div key={index} className="flex flex-wrap items-center gap-2 sm:flex-nowrap">
            <span className="text-sm text-ink-2">{text.above}</span>
            <Input
              aria-label={text.stepAbove(index + 1)}
              value={above}
              onChange={(event) => change(index, { above: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
              className="min-w-24 shrink sm:!w-40"
            />
            <Input
              aria-label={text.stepValue(index + 1)}
              value={value}
              onChange={(event) => change(index, { value: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
              className="!w-24 shrink-0"
            />
            <Select
              label={text.stepKind(index + 1)}
              value={stepKind(kind, measure)}
              onChange={(next) => change(index, { kind: next })}
              choices={measure === 'spend' ? KINDS.slice(0, 1) : KINDS}
              className="!h-9 min-w-36"
            />
            <IconButton
              label={text.removeStep(index + 1)}
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
      <Button
        size="sm"
        onClick={() => onChange([...rows, { above: '', kind: rows.at(-1)?.kind ?? 'price', value: '' }])}
      >
        <Plus aria-hidden />
        {text.addStep}
      </Button>
    </fieldset>
  );
}
