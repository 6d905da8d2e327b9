import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import type { OverrideFields } from './override-fields.ts';
import { overrideText as text } from './text.ts';

type Rates = OverrideFields['rates'];

interface RateRowsProps {
  rows: Rates;
  onChange: (rows: Rates) => void;
  error: string | undefined;
}

const UNITS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'web_searches',
  'requests',
  'output_images',
  'audio_seconds',
];

/** A price per unit. */
export function RateRows({ rows, onChange, error }: RateRowsProps) {
  const change = (at: number, part: Partial<Rates[number]>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset aria-describedby="rates-note">
      <legend className="mb-1 text-sm font-medium">{text.rates}</legend>
      <datalist id="price-units">
        {UNITS.map((unit) => (
          <option key={unit} value={unit} />
        ))}
      </datalist>
      <div className="flex flex-col gap-2">
        {rows.map(({ unit, price }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place only
          <div key={index} className="flex items-center gap-2">
            <Input
              aria-label={text.unit(index + 1)}
              list="price-units"
              value={unit}
              onChange={(event) => change(index, { unit: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <Input
              aria-label={text.price(index + 1)}
              aria-invalid={error !== undefined && price.trim() === ''}
              value={price}
              onChange={(event) => change(index, { price: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
              className="!w-32 shrink-0"
            />
            <IconButton
              label={text.removeRate(index + 1)}
              disabled={rows.length === 1}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
      </div>
      <p
        id="rates-note"
        className={error === undefined ? 'mt-1 text-xs text-ink-3' : 'mt-1 text-xs text-bad'}
      >
        {error ?? text.ratesHint}
      </p>
      <Button size="sm" className="mt-2" onClick={() => onChange([...rows, { unit: '', price: '' }])}>
        <Plus aria-hidden />
        {text.addRate}
      </Button>
    </fieldset>
  );
}
