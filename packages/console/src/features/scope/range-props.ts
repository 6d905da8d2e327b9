import type { Preset } from './presets.ts';
import type { Range } from './range.ts';
import type { Scope } from './scope.ts';

/** Of the period's button and of what it opens. */
export interface RangePickerProps {
  preset: Preset;
  range: Range;
  zone: string;
  onChange: (change: Pick<Scope, 'range' | 'since' | 'until'>) => void;
}
