import { lazy, Suspense, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import type { FigureValueProps } from './figure-props.ts';
import { formatIn } from './prepare.ts';
import { text } from './text.ts';

const FigurePopup = lazy(() => import('./FigurePopup.tsx'));

/** A figure that explains itself: pressing it shows formula, inputs, sample, interval, and the way to what is behind it. */
export function FigureValue(props: FigureValueProps) {
  const { name, figure, style, className } = props;
  const [opened, setOpened] = useState(false);
  const value = figure?.value ?? null;
  const shown = figure === undefined || value === null ? '–' : formatIn(value, figure.unit, style);
  if (figure === undefined) return <span className={className}>{shown}</span>;
  const trigger = (
    <button
      type="button"
      aria-label={text.explain(name, value === null ? text.notTold : shown)}
      className={cx(
        'tabular max-w-full truncate rounded underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-ink-2',
        className,
      )}
      onClick={() => setOpened(true)}
    >
      {shown}
    </button>
  );
  return (
    <span className="inline-flex max-w-full flex-wrap items-baseline gap-x-1.5">
      {opened ? (
        <Suspense fallback={trigger}>
          <FigurePopup {...props} figure={figure} trigger={trigger} />
        </Suspense>
      ) : (
        trigger
      )}
      {figure.small_sample === true && value !== null ? (
        <span title={text.smallSampleHint} className="text-xs font-normal tracking-normal text-warn">
          {text.smallSample}
        </span>
      ) : null}
    </span>
  );
}
