import type { UnitReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals, formatMoney } from '../../format/money.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { economicsText as text } from './page-text.ts';
import { type ChangeRow, changeRows } from './prepare.ts';

/** A bar from the middle: to the left what made it cheaper, to the right what made it dearer. */
function Bar({ length }: { length: number }) {
  const half = Math.abs(length) / 2;
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="block h-3 w-full min-w-24"
      aria-hidden="true"
    >
      <rect
        x={length < 0 ? 50 - half : 50}
        width={half}
        height="8"
        className={length < 0 ? 'fill-good' : 'fill-bad'}
      />
      <line x1="50" x2="50" y2="8" className="stroke-line-strong" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** Amounts with a sign both ways, so that cheaper and dearer differ by more than colour. */
function Effect({ amount, currency, decimals }: { amount: string; currency: string; decimals: number }) {
  return (
    <span className="tabular whitespace-nowrap">
      {amount.startsWith('-') ? '' : '+'}
      <Money amount={amount} currency={currency} decimals={decimals} />
    </span>
  );
}

export function ChangePanel({ report: { change, currency } }: { report: UnitReport }) {
  const columns = useMemo((): Column<ChangeRow>[] => {
    const decimals = columnDecimals((change?.parts ?? []).map(({ amount }) => amount));
    return [
      {
        id: 'cause',
        header: text.cause,
        cell: ({ cause }) => {
          const [name, hint] = text.causes[cause] ?? [cause.replaceAll('_', ' '), ''];
          return (
            <>
              <span className="block">{name}</span>
              <span className="block text-xs text-ink-3">{hint}</span>
            </>
          );
        },
      },
      {
        id: 'bar',
        header: text.direction,
        from: 'md',
        className: 'w-2/5',
        cell: ({ length }) => <Bar length={length} />,
      },
      {
        id: 'effect',
        header: text.effect,
        align: 'end',
        cell: ({ amount }) => <Effect amount={amount} currency={currency} decimals={decimals} />,
      },
    ];
  }, [change, currency]);
  if (change === undefined) {
    return (
      <Panel title={text.change}>
        <p className="text-sm text-ink-2">{text.noChange}</p>
      </Panel>
    );
  }
  const shown = (amount: string) => formatMoney(amount, currency).text;
  return (
    <Panel title={text.change} note={text.changeLead(shown(change.from), shown(change.to))} flush>
      <DataTable
        caption={text.changeCaption}
        columns={columns}
        rows={changeRows(change)}
        rowId={({ cause }) => cause}
      />
    </Panel>
  );
}
