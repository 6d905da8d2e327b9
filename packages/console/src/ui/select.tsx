import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { cx } from './cx.ts';
import { ITEM_CLASS, POPUP_CLASS } from './popup.ts';

export interface Choice<V extends string> {
  value: V;
  label: string;
  hint?: string;
}

interface SelectProps<V extends string> {
  label: string;
  value: V;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  /** Writes the label before the value inside the button instead of hiding it. */
  showLabel?: boolean;
  id?: string;
  className?: string;
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { label, value, choices, onChange, showLabel = false, id, className } = props;
  return (
    <BaseSelect.Root
      items={choices}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next as V);
      }}
    >
      <BaseSelect.Trigger
        id={id}
        aria-label={label}
        className={cx(
          'flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-surface pr-2 pl-2.5 text-sm whitespace-nowrap select-none hover:bg-sunken',
          className,
        )}
      >
        {showLabel ? <span className="text-ink-3">{label}</span> : null}
        <BaseSelect.Value className="truncate font-medium" />
        <BaseSelect.Icon className="ml-auto">
          <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup className={POPUP_CLASS}>
            <BaseSelect.List className="max-h-[min(24rem,var(--available-height))] min-w-(--anchor-width) overflow-y-auto p-1">
              {choices.map((choice) => (
                <BaseSelect.Item key={choice.value} value={choice.value} className={ITEM_CLASS}>
                  <BaseSelect.ItemText>{choice.label}</BaseSelect.ItemText>
                  {choice.hint === undefined ? null : (
                    <span className="text-xs text-ink-3">{choice.hint}</span>
                  )}
                  <BaseSelect.ItemIndicator className="ml-auto pl-3">
                    <Check aria-hidden className="size-3.5 text-accent" />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
