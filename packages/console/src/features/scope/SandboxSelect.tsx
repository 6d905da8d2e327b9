import { Select } from '../../ui/select.tsx';
import type { Scope } from './scope.ts';
import { text } from './text.ts';

const CHOICES = ['auto', 'include', 'exclude'] as const;

export function SandboxSelect({
  value,
  onChange,
}: {
  value: Scope['sandbox'];
  onChange: (value: Scope['sandbox']) => void;
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
