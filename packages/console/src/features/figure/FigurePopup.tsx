import { Link } from '@tanstack/react-router';
import type { Figure } from '@weir/core/contract';
import type { ReactElement } from 'react';
import { formatCount } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Popover } from '../../ui/popover.tsx';
import type { FigureValueProps } from './figure-props.ts';
import { exactIn, formatIn, inputLines } from './prepare.ts';
import { text } from './text.ts';

interface FigurePopupProps extends FigureValueProps {
  figure: Figure;
  trigger: ReactElement;
}

/** The explanation. Mounted by the first press, and opens at once. */
export default function FigurePopup(props: FigurePopupProps) {
  const { name, figure, meaning, formula, style, behind, trigger } = props;
  const { value, unit, sample, interval, small_sample: isSmall, why } = figure;
  return (
    <Popover title={name} className="w-88" trigger={trigger} defaultOpen>
      {meaning === undefined ? null : <p className="text-ink-2">{meaning}</p>}
      {why === undefined ? null : <p className="mt-1 text-warn">{why}</p>}
      <div className="my-3 rounded-md bg-sunken px-3 py-2 text-xs leading-relaxed">
        {formula === undefined ? null : <p className="mb-1.5 font-mono">{formula}</p>}
        <dl aria-label={text.inputs} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4">
          {inputLines(figure.inputs).map((line) => (
            <div key={line.name} className="contents">
              <dt className="break-words text-ink-2">{line.name}</dt>
              <dd className="tabular text-right">{line.value}</dd>
            </div>
          ))}
          <div className="contents font-semibold">
            <dt className="mt-1 border-t border-line pt-1">{name}</dt>
            <dd className="tabular mt-1 border-t border-line pt-1 text-right">
              {value === null ? text.unknown : exactIn(value, unit)}
            </dd>
          </div>
        </dl>
      </div>
      <div className="flex flex-col gap-1 text-xs text-ink-3">
        {sample === undefined ? null : <p>{text.sample(formatCount(sample))}</p>}
        {isSmall === true ? <p className="text-warn">{text.smallSampleHint}</p> : null}
        {interval === undefined ? null : (
          <p>{text.interval(formatIn(interval.low, unit, style), formatIn(interval.high, unit, style))}</p>
        )}
        <p>{text.formula(figure.formula)}</p>
      </div>
      {behind === undefined ? null : (
        <p className="mt-2.5">
          <Link
            to={behind.to as never}
            search={(behind.search ?? {}) as never}
            params={(behind.params ?? {}) as never}
            className={`${LINK_CLASS} font-medium`}
          >
            {behind.label}
          </Link>
        </p>
      )}
    </Popover>
  );
}
