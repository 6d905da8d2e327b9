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
    <fieldset
      aria-label={label}
      className="m-0 inline-flex h-8 min-w-0 items-center rounded-md border border-line-strong bg-surface p-0.5"
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          {...(choice.icon === undefined ? {} : { 'aria-label': choice.label, title: choice.label })}
          className="flex h-full items-center rounded-[4px] px-2 text-sm text-ink-2 hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink [&_svg]:size-4"
        >
          {choice.icon ?? choice.label}
        </button>
      ))}
    </fieldset>
  );
}
