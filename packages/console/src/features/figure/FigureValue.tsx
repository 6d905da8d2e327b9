import type { LinkProps } from '@tanstack/react-router';
import type { Figure } from '@weir/core/contract';
import { lazy, Suspense, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { formatIn, type Style } from './prepare.ts';
import { text } from './text.ts';

const FigurePopup = lazy(() => import('./FigurePopup.tsx'));

export interface FigureValueProps {
  /** Of what: heads the explanation. */
  name: string;
  /** Undefined: the report does not have it. */
  figure: Figure | undefined;
  /** What it means, in a sentence. */
  meaning?: string;
  /** The formula in words; the id alone when absent. */
  formula?: string | undefined;
  style?: Style;
  /** To the calls, outcomes or entries behind it. */
  behind?: { label: string; to: LinkProps['to']; search?: object; params?: object };
  className?: string;
}

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
    <span className="inline-flex max-w-full items-baseline gap-1.5">
      {opened ? (
        <Suspense fallback={trigger}>
          <FigurePopup {...props} figure={figure} trigger={trigger} />
        </Suspense>
      ) : (
        trigger
      )}
      {figure.small_sample === true ? (
        <span title={text.smallSampleHint} className="text-xs font-normal tracking-normal text-warn">
          {text.smallSample}
        </span>
      ) : null}
    </span>
  );
}
