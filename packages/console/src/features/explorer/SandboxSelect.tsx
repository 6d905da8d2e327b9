import { Select } from '../../ui/select.tsx';
import type { Sandbox } from './search.ts';
import { text } from './text.ts';

const CHOICES = ['auto', 'include', 'exclude'] as const;

export function SandboxSelect({
  value,
  onChange,
}: {
  value: Sandbox | undefined;
  onChange: (value: Sandbox | undefined) => void;
}) {
  return (
    <Select
      showLabel
      label={text.sandbox.label}
      value={value ?? 'auto'}
      choices={CHOICES.map((one) => ({ value: one, label: text.sandbox[one] }))}
      onChange={(next) => onChange(next === 'auto' ? undefined : next)}
    />
  );
}
