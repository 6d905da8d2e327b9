import { type ReactElement, useState } from 'react';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { PRESETS } from './presets.ts';
import type { RangePickerProps } from './range-props.ts';
import { text } from './text.ts';

interface RangePopupProps extends RangePickerProps {
  trigger: ReactElement;
}

/** Presets, and two instants of one's own. Opens when it is mounted. */
export default function RangePopup({ preset, range, zone, onChange, trigger }: RangePopupProps) {
  const [open, setOpen] = useState(true);
  const [since, setSince] = useState(() => toInputValue(range.since, zone));
  const [until, setUntil] = useState(() => toInputValue(range.until, zone));
  const show = (next: boolean) => {
    setSince(toInputValue(range.since, zone));
    setUntil(toInputValue(range.until, zone));
    setOpen(next);
  };
  const from = fromInputValue(since, zone);
  const to = fromInputValue(until, zone);
  const isValid = from !== undefined && to !== undefined && from < to;
  const applyCustom = () => {
    if (from === undefined || to === undefined || from >= to) return;
    onChange({ range: 'custom', since: from.toISOString(), until: to.toISOString() });
    setOpen(false);
  };
  return (
    <Popover open={open} onOpenChange={show} label={text.range} className="w-[27rem]" trigger={trigger}>
      <div className="grid gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <div className="grid grid-cols-2 gap-0.5 sm:grid-cols-1">
          {PRESETS.filter((one) => one !== 'custom').map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === preset}
              onClick={() => {
                onChange({ range: one, since: undefined, until: undefined });
                setOpen(false);
              }}
              className={cx(
                'rounded-md px-2 py-1.5 text-left text-sm hover:bg-sunken',
                one === preset && 'bg-accent-weak font-medium text-accent-strong',
              )}
            >
              {text.presets[one]}
            </button>
          ))}
        </div>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            applyCustom();
          }}
        >
          <Field label={text.from}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={since}
                onChange={(e) => setSince(e.target.value)}
              />
            )}
          </Field>
          <Field label={text.to} error={isValid ? undefined : text.badRange}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={until}
                onChange={(e) => setUntil(e.target.value)}
              />
            )}
          </Field>
          <p className="text-xs text-ink-3">{text.zone(zone)}</p>
          <Button type="submit" look="primary" size="sm" className="mt-auto self-end" disabled={!isValid}>
            {text.apply}
          </Button>
        </form>
      </div>
    </Popover>
  );
}
