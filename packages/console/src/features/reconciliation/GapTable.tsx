import { Link } from '@tanstack/react-router';
import type { ProviderReconciliation, Reconciliation } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { ExplainedFormula, GapFormula } from './GapFormulas.tsx';
import { gapPercent, monthName } from './prepare.ts';
import type { ReconciliationSearch } from './search.ts';
import { gapText as text } from './text.ts';

type Row = ProviderReconciliation;

/** A row per provider: both sides, the gap, and how much of it has a cause. */
export function GapTable({ report, search }: { report: Reconciliation; search: ReconciliationSearch }) {
  const { providers, currency, month } = report;
  const zone = useZone();
  const columns = useMemo((): Column<Row>[] => {
    const decimals = columnDecimals(providers.flatMap(({ ledger, invoice = '0' }) => [ledger, invoice]));
    const amount = (value: string | undefined) =>
      value === undefined ? (
        <span className="text-ink-3">–</span>
      ) : (
        <Money amount={value} currency={currency} decimals={decimals} />
      );
    return [
      {
        id: 'provider',
        header: text.provider,
        cell: ({ provider, state, covered_until: until }) => (
          <>
            <Link
              to="/reconciliation"
              search={{ month, provider: provider === search.provider ? undefined : provider }}
              replace
              resetScroll={false}
              aria-expanded={provider === search.provider}
              className={cx(LINK_CLASS, 'font-medium break-words')}
            >
              {provider}
            </Link>
            {state === 'no_statement' ? (
              <span className="mt-0.5 block">
                <Tag tone="warn" title={text.noBillHint}>
                  {text.noBill}
                </Tag>
              </span>
            ) : until === undefined ? null : (
              <span className="block text-xs text-ink-3">{text.coveredUntil(formatMoment(until, zone))}</span>
            )}
          </>
        ),
      },
      { id: 'ledger', header: text.ledger, align: 'end', from: 'sm', cell: ({ ledger }) => amount(ledger) },
      { id: 'bill', header: text.bill, align: 'end', from: 'sm', cell: ({ invoice }) => amount(invoice) },
      { id: 'gap', header: text.gap, align: 'end', cell: ({ gap }) => amount(gap) },
      {
        id: 'share',
        header: text.gapShare,
        align: 'end',
        cell: (row) =>
          row.gap_share === undefined ? (
            <span className="text-ink-3">–</span>
          ) : (
            <span className="inline-flex items-center gap-1">
              <span className="tabular">{gapPercent(row.gap_share)}</span>
              <GapFormula of={row} label={text.explain(text.gapShare, row.provider)} currency={currency} />
            </span>
          ),
      },
      {
        id: 'explained',
        header: text.explained,
        align: 'end',
        from: 'md',
        cell: (row) =>
          row.explained_share === undefined ? (
            <span className="text-ink-3">–</span>
          ) : (
            <span className="inline-flex items-center gap-1">
              <span className="tabular">{formatShare(row.explained_share)}</span>
              <ExplainedFormula of={row} label={text.explain(text.explained, row.provider)} />
            </span>
          ),
      },
      {
        id: 'undecided',
        header: text.undecided,
        align: 'end',
        from: 'md',
        cell: ({ state, undecided }) => amount(state === 'compared' ? undecided : undefined),
      },
    ];
  }, [providers, currency, month, search.provider, zone]);
  return (
    <DataTable
      caption={text.caption(monthName(month))}
      columns={columns}
      rows={providers}
      rowId={({ provider }) => provider}
    />
  );
}
