import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { useZone } from '../scope/useZone.ts';
import { text } from './text.ts';

const HOUR_MS = 3_600_000;
const SPANS = [
  [text.hour, HOUR_MS],
  [text.fourHours, 4 * HOUR_MS],
  [text.day, 24 * HOUR_MS],
] as const;

/** Asks how long an alert is to be silent. */
export function SnoozeButton({ onSnooze, busy }: { onSnooze: (until: string) => void; busy: boolean }) {
  const zone = useZone();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const until = fromInputValue(typed, zone);
  const isPast = until !== undefined && until.getTime() <= Date.now();
  const snooze = (at: Date) => {
    setOpen(false);
    onSnooze(at.toISOString());
  };
  const show = (next: boolean) => {
    if (next) setTyped(toInputValue(new Date(Date.now() + 2 * 24 * HOUR_MS), zone));
    setOpen(next);
  };
  return (
    <Popover
      open={open}
      onOpenChange={show}
      title={text.snoozeTitle}
      align="end"
      className="w-72"
      trigger={
        <Button size="sm" disabled={busy}>
          <BellOff aria-hidden className="text-ink-3" />
          {text.snooze}
        </Button>
      }
    >
      <div className="grid grid-cols-3 gap-2">
        {SPANS.map(([label, ms]) => (
          <Button key={label} size="sm" onClick={() => snooze(new Date(Date.now() + ms))}>
            {label}
          </Button>
        ))}
      </div>
      <form
        className="mt-4 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (until !== undefined && !isPast) snooze(until);
        }}
      >
        <Field label={text.snoozeUntil} hint={text.zone(zone)} error={isPast ? text.snoozePast : undefined}>
          {(tie) => (
            <Input {...tie} type="datetime-local" value={typed} onChange={(e) => setTyped(e.target.value)} />
          )}
        </Field>
        <Button
          type="submit"
          size="sm"
          look="primary"
          className="self-end"
          disabled={until === undefined || isPast}
        >
          {text.snoozeSet}
        </Button>
      </form>
    </Popover>
  );
}
