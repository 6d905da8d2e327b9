import { Link } from '@tanstack/react-router';
import { Decimal } from '@weir/core/money';
import { useMemo, useState } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { KindBar, KindSwatch } from './KindBar.tsx';
import { type CoverageModel, kindsOfModel, priceProviderOf } from './prepare.ts';
import { kindLabels, coverageText as text } from './text.ts';

const compareCost = (a: { cost: string }, b: { cost: string }) =>
  Decimal.from(a.cost).compare(Decimal.from(b.cost));

function Kinds({ model }: { model: CoverageModel }) {
  const parts = kindsOfModel(model);
  return (
    <div className="flex min-w-32 flex-col gap-1.5">
      <KindBar parts={parts} />
      <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-2">
        {parts.map(({ kind, share }) => (
          <li key={kind} className="flex items-center gap-1.5 whitespace-nowrap">
            <KindSwatch kind={kind} />
            {kindLabels[kind]}
            {parts.length === 1 || share === undefined ? null : (
              <span className="tabular">{formatShare(share)}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function References({ model: { refs } }: { model: CoverageModel }) {
  const [first, ...more] = refs;
  if (first === undefined) return '–';
  return (
    <span className="block max-w-72 text-xs" title={refs.map(({ ref }) => ref).join('\n')}>
      <span className="block truncate font-mono">{first.ref}</span>
      {more.length === 0 ? null : <span className="text-ink-3">{text.more(more.length)}</span>}
    </span>
  );
}

interface CoverageTableProps {
  models: readonly CoverageModel[];
  currency: string;
  stale: boolean;
}

export function CoverageTable({ models, currency, stale }: CoverageTableProps) {
  const [sort, setSort] = useState<Sort>({ id: 'cost', desc: true });
  const columns = useMemo((): Column<CoverageModel>[] => {
    const decimals = columnDecimals(models.map(({ cost }) => cost));
    return [
      {
        id: 'model',
        header: text.model,
        cell: (one) => (
          <span className="flex flex-wrap items-center gap-x-2">
            <Link
              to="/prices/$provider/$model"
              params={{ provider: priceProviderOf(one), model: one.model }}
              className={`${LINK_CLASS} font-medium break-all`}
            >
              {one.model}
            </Link>
            {one.known ? null : <Tag tone="warn">{text.noRates}</Tag>}
            <span className="w-full text-xs text-ink-3">{one.provider}</span>
          </span>
        ),
        compare: (a, b) => a.model.localeCompare(b.model),
      },
      { id: 'share', header: text.share, cell: (one) => <Kinds model={one} /> },
      { id: 'ref', header: text.reference, from: 'lg', cell: (one) => <References model={one} /> },
      {
        id: 'charges',
        header: text.chargesColumn,
        align: 'end',
        from: 'md',
        cell: ({ charges }) => <span className="tabular">{formatCount(charges)}</span>,
        compare: (a, b) => a.charges - b.charges,
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
        compare: compareCost,
      },
    ];
  }, [models, currency]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={models}
      rowId={({ provider, model }) => `${provider}/${model}`}
      sort={sort}
      onSort={setSort}
      stale={stale}
    />
  );
}
