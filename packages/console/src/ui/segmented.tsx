import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  choices: readonly { value: V; label: string; icon?: ReactNode }[];
  onChange: (value: V) => void;
}

/** A handful of exclusive choices side by side. */
export function Segmented<V extends string>({ label, value, choices, onChange }: SegmentedProps<V>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={(next) => {
        const [picked] = next;
        if (picked !== undefined) onChange(picked as V);
      }}
      className="inline-flex h-8 items-center rounded-md border border-line-strong bg-surface p-0.5"
    >
      {choices.map((choice) => (
        <Toggle
          key={choice.value}
          value={choice.value}
          {...(choice.icon === undefined ? {} : { 'aria-label': choice.label, title: choice.label })}
          className="flex h-full items-center rounded-[4px] px-2 text-sm text-ink-2 hover:text-ink data-pressed:bg-sunken data-pressed:font-medium data-pressed:text-ink [&_svg]:size-4"
        >
          {choice.icon ?? choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
