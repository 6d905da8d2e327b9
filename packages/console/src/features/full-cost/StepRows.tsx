import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { BASES, emptyStep, type StepFields } from './rule-fields.ts';
import { LEVELS } from './search.ts';
import { basisText, rulesText as text } from './text.ts';

const MOST_STEPS = 8;
const KINDS = (['split', 'pools'] as const).map((value) => ({ value, label: text.kinds[value] }));
const LEVEL_CHOICES = [...LEVELS].reverse().map((value) => ({ value, label: text.levelsMany[value] }));
const BASIS_CHOICES = BASES.map((value) => ({ value, label: basisText[value] }));

interface StepRowsProps {
  rows: StepFields[];
  onChange: (rows: StepFields[]) => void;
  error: string | undefined;
}

function StepRow(props: { step: StepFields; place: number; onChange: (part: Partial<StepFields>) => void }) {
  const { step, place, onChange } = props;
  const hasShares = step.kind === 'pools' || step.by === 'fixed';
  return (
    <>
      <Select
        label={text.stepKind(place)}
        value={step.kind}
        choices={KINDS}
        onChange={(kind) => onChange({ kind })}
        className="!h-9 min-w-32"
      />
      {step.kind === 'split' ? (
        <>
          <Select
            label={text.level(place)}
            value={step.among}
            choices={LEVEL_CHOICES}
            onChange={(among) => onChange({ among })}
            className="!h-9 min-w-32"
          />
          <Select
            label={text.basis(place)}
            value={step.by}
            choices={BASIS_CHOICES}
            onChange={(by) => onChange({ by })}
            className="!h-9 min-w-32"
          />
        </>
      ) : null}
      {hasShares ? (
        <Input
          aria-label={text.shares(place)}
          value={step.shares}
          onChange={(event) => onChange({ shares: event.target.value })}
          placeholder={step.kind === 'pools' ? text.poolsPlaceholder : text.sharesPlaceholder}
          autoComplete="off"
          spellCheck={false}
          className="min-w-40 flex-1 basis-40"
        />
      ) : null}
    </>
  );
}

/** Steps of a rule in their order. */
export function StepRows({ rows, onChange, error }: StepRowsProps) {
  const note = useId();
  return (
    <fieldset aria-describedby={note}>
      <legend className="mb-1 text-sm font-medium">{text.steps}</legend>
      <ol className="flex flex-col gap-2">
        {rows.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place only
          <li key={index} className="flex flex-wrap items-center gap-2">
            <span className="tabular w-5 text-sm text-ink-3">{index + 1}.</span>
            <StepRow
              step={step}
              place={index + 1}
              onChange={(part) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)))}
            />
            <IconButton
              label={text.removeStep(index + 1)}
              disabled={rows.length === 1}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <p id={note} className="mt-1 text-xs text-bad">
        {error ?? ''}
      </p>
      <Button
        size="sm"
        disabled={rows.length >= MOST_STEPS}
        onClick={() => onChange([...rows, { ...emptyStep(), by: 'calls' }])}
      >
        <Plus aria-hidden />
        {text.addStep}
      </Button>
    </fieldset>
  );
}
