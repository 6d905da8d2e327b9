import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Input } from '../../ui/field.tsx';
import { type Pair, withEmptyPair } from './pairs.ts';
import { text } from './text.ts';

interface TagsEditorProps {
  label: string;
  hint: string;
  error?: string | undefined;
  pairs: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
  /** What a name is completed from. */
  names?: readonly string[];
}

/** Tags as rows of name and value. */
export function TagsEditor({ label, hint, error, pairs, onChange, names = [] }: TagsEditorProps) {
  const id = useId();
  const change = (key: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)));
  return (
    <fieldset className="min-w-0" aria-describedby={`${id}-note`}>
      <legend className="mb-1 flex items-baseline gap-2 text-sm font-medium">{label}</legend>
      <div className="flex flex-col items-start gap-2">
        {pairs.map(({ key, name, value }, index) => (
          <div key={key} className="flex w-full items-center gap-2">
            <Input
              aria-label={`${text.name} ${index + 1}`}
              placeholder={text.name}
              value={name}
              list={`${id}-names`}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change(key, { name: event.target.value })}
            />
            <Input
              aria-label={`${text.value} ${index + 1}`}
              placeholder={text.value}
              value={value}
              autoComplete="off"
              onChange={(event) => change(key, { value: event.target.value })}
            />
            <IconButton
              label={text.remove(name)}
              className="shrink-0"
              onClick={() => onChange(pairs.filter((pair) => pair.key !== key))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
        <Button size="sm" onClick={() => onChange(withEmptyPair(pairs))}>
          <Plus aria-hidden />
          {text.add}
        </Button>
      </div>
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <p id={`${id}-note`} className={cx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}>
        {error ?? hint}
      </p>
    </fieldset>
  );
}
