import type { RouteStrategy } from '@weir/core/contract';
import { ArrowUp, Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Input } from '../../ui/field.tsx';
import { MODEL_REFS } from './ModelRefs.tsx';
import { type CandidateRow, candidateRow, movedUp } from './prepare.ts';
import { routeText as text } from './text.ts';

interface CandidatesEditorProps {
  rows: readonly CandidateRow[];
  strategy: RouteStrategy;
  error: string | undefined;
  onChange: (rows: CandidateRow[]) => void;
}

/** Models in order, with weights where they decide. */
export function CandidatesEditor({ rows, strategy, error, onChange }: CandidatesEditorProps) {
  const id = useId();
  const change = (key: number, part: Partial<CandidateRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <fieldset className="min-w-0" aria-describedby={`${id}-note`}>
      <legend className="mb-1 text-sm font-medium">{text.candidates}</legend>
      <div className="flex flex-col items-start gap-2">
        {rows.map(({ key, model, weight }, index) => (
          <div key={key} className="flex w-full items-center gap-2">
            <Input
              aria-label={text.candidate(index + 1)}
              value={model}
              list={MODEL_REFS}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change(key, { model: event.target.value })}
            />
            {strategy === 'weighted' ? (
              <Input
                aria-label={text.weight(index + 1)}
                value={weight}
                inputMode="decimal"
                autoComplete="off"
                className="!w-20 shrink-0"
                onChange={(event) => change(key, { weight: event.target.value })}
              />
            ) : null}
            <IconButton
              label={text.up(index + 1)}
              className="shrink-0"
              disabled={index === 0}
              onClick={() => onChange(movedUp(rows, key))}
            >
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton
              label={text.take(index + 1)}
              className="shrink-0"
              disabled={rows.length === 1}
              onClick={() => onChange(rows.filter((row) => row.key !== key))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
        <Button size="sm" onClick={() => onChange([...rows, candidateRow(rows)])}>
          <Plus aria-hidden />
          {text.add}
        </Button>
      </div>
      <p id={`${id}-note`} className={cx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}>
        {error ?? text.candidatesHint}
      </p>
    </fieldset>
  );
}
