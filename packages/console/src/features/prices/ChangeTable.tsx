import { Link } from '@tanstack/react-router';
import type { PriceChange } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { unitLabel } from '../calls/prepare.ts';
import { signedPercent } from './prepare.ts';
import type { Change } from './search.ts';
import { changeLabels, listsText as text } from './text.ts';

const TONES: Record<Change, Tone> = {
  raised: 'bad',
  lowered: 'good',
  added: 'accent',
  removed: 'warn',
  changed: 'neutral',
};
/** A first list changes thousands of models: what nobody scrolls to is drawn when asked for. */
const FIRST = 100;

type Rate = PriceChange['rates'][number];

function Rates({ rates }: { rates: readonly Rate[] }) {
  return (
    <ul className="flex max-w-xl flex-col gap-1">
      {rates.map(({ unit, from, before, after, percent }) => (
        <li
          key={`${unit} ${from ?? ''}`}
          className="tabular grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 text-xs sm:grid-cols-[minmax(9rem,14rem)_minmax(0,1fr)_4.5rem]"
        >
          <span className="break-words text-ink-2">
            {unitLabel(unit)}
            {from === undefined ? null : <span className="text-ink-3"> {text.from(from)}</span>}
          </span>
          <span className="text-right break-all max-sm:col-span-2 max-sm:row-start-2 max-sm:text-left">
            <span className="text-ink-3">{before ?? text.notPriced}</span>
            <span aria-hidden> → </span>
            <span className="sr-only">{text.after}</span>
            <span>{after ?? text.notPriced}</span>
          </span>
          <span
            className={cx(
              'text-right',
              percent === undefined ? '' : percent.startsWith('-') ? 'text-good' : 'text-bad',
            )}
          >
            {percent === undefined ? '' : signedPercent(percent)}
          </span>
        </li>
      ))}
    </ul>
  );
}

const columnsOf = (): Column<PriceChange>[] => [
  {
    id: 'model',
    header: text.model,
    className: 'align-top',
    cell: ({ provider, model, change }) => (
      <>
        <Link
          to="/prices/$provider/$model"
          params={{ provider, model }}
          className={`${LINK_CLASS} font-medium break-all`}
        >
          {model}
        </Link>
        <span className="block text-xs text-ink-3">{provider}</span>
        <span className="mt-1 block sm:hidden">
          <Tag tone={TONES[change]}>{changeLabels[change]}</Tag>
        </span>
      </>
    ),
  },
  {
    id: 'change',
    header: text.change,
    from: 'sm',
    className: 'align-top',
    cell: ({ change }) => <Tag tone={TONES[change]}>{changeLabels[change]}</Tag>,
  },
  {
    id: 'rates',
    header: `${text.rates}: ${text.before.toLowerCase()} → ${text.after.toLowerCase()}`,
    className: 'align-top',
    cell: ({ rates }) => <Rates rates={rates} />,
  },
];

export function ChangeTable({ changes }: { changes: readonly PriceChange[] }) {
  const [all, setAll] = useState(false);
  const columns = useMemo(columnsOf, []);
  const rest = changes.length - FIRST;
  return (
    <>
      <DataTable
        caption={text.diffCaption}
        columns={columns}
        rows={all ? changes : changes.slice(0, FIRST)}
        rowId={({ provider, model }) => `${provider}/${model}`}
      />
      {all || rest <= 0 ? null : (
        <div className="flex justify-center border-t border-line p-3">
          <Button size="sm" onClick={() => setAll(true)}>
            {text.showRest(formatCount(rest))}
          </Button>
        </div>
      )}
    </>
  );
}
