import { CalendarRange } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { formatDay, formatMoment, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import type { Preset } from './presets.ts';
import type { Range } from './range.ts';
import type { RangePickerProps } from './range-props.ts';
import { text } from './text.ts';

/** Fetched by the first press. */
const RangePopup = lazy(() => import('./RangePopup.tsx'));

function describe(preset: Preset, range: Range, zone: string): string {
  if (preset !== 'custom') return text.presets[preset];
  const [since, until] = [range.since.toISOString(), range.until.toISOString()];
  const whole = [since, until].every((at) => toInputValue(new Date(at), zone).endsWith('T00:00'));
  const show = whole ? formatDay : formatMoment;
  return `${show(since, zone)} – ${show(until, zone)}`;
}

/** The period in force, and the way to choose another. */
export function RangePicker(props: RangePickerProps) {
  const { preset, range, zone } = props;
  const [wasOpened, setWasOpened] = useState(false);
  const shown = describe(preset, range, zone);
  const trigger = (
    <Button
      size="sm"
      data-shortcut="range"
      aria-label={`${text.range}: ${shown}`}
      {...(wasOpened ? {} : { onClick: () => setWasOpened(true) })}
    >
      <CalendarRange aria-hidden className="text-ink-3" />
      {shown}
    </Button>
  );
  if (!wasOpened) return trigger;
  return (
    <Suspense fallback={trigger}>
      <RangePopup {...props} trigger={trigger} />
    </Suspense>
  );
}
