import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { presetRange } from '../scope/range.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { virtualText as text } from './text.ts';
import { dimensionsOf, MOST_DIMENSIONS, type Share, sharesOf, type VirtualRule } from './virtual.ts';

const MOST_GROUPS = 10_000;

interface VirtualPreviewProps {
  rules: readonly VirtualRule[];
  otherwise: string;
}

/** What a virtual tag would show before it is saved: costs grouped by what its rules ask for, shared out by them. */
export function VirtualPreview({ rules, otherwise }: VirtualPreviewProps) {
  const { zone, isKnown } = useKnownZone();
  const dimensions = dimensionsOf(rules);
  const isPossible = rules.length > 0 && dimensions.length <= MOST_DIMENSIONS;
  // once: the period must not move while somebody types
  const range = useMemo(() => presetRange('30d', new Date(), zone), [zone]);
  const { data } = useQuery({
    ...costsQuery({
      by: dimensions.join(','),
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      limit: MOST_GROUPS,
    }),
    enabled: isKnown && isPossible,
  });
  const isOfThese = data !== undefined && dimensions.every((name) => data.by.includes(name));
  const shares = useMemo(
    () => (data === undefined || !isOfThese ? undefined : sharesOf(rules, otherwise, data)),
    [rules, otherwise, data, isOfThese],
  );
  const columns = useMemo((): Column<Share>[] => {
    const currency = data?.currency ?? 'USD';
    const decimals = columnDecimals((shares ?? []).map(({ cost }) => cost));
    return [
      {
        id: 'value',
        header: text.value,
        cell: ({ value }) => (
          <span className="break-words">
            {value === '' ? <span className="text-ink-3">{text.none}</span> : value}
          </span>
        ),
      },
      { id: 'calls', header: text.calls, align: 'end', cell: ({ calls }) => formatCount(calls) },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'share',
        header: text.share,
        align: 'end',
        cell: ({ share }) => (
          <span className="inline-flex w-16 flex-col gap-1">
            {share === undefined ? '–' : formatShare(share)}
            <Meter value={Number(share ?? 0)} />
          </span>
        ),
      },
    ];
  }, [shares, data]);
  return (
    <section aria-label={text.preview} aria-live="polite" className="rounded-md border border-line">
      <h3 className="px-4 pt-3 pb-1 text-sm font-medium">{text.preview}</h3>
      {!isPossible ? (
        <p className="px-4 pb-3 text-sm text-ink-3">
          {rules.length === 0 ? text.previewHint : text.previewMany}
        </p>
      ) : shares === undefined ? (
        <SkeletonRows rows={rules.length + 1} columns={4} />
      ) : (
        <>
          <DataTable caption={text.preview} columns={columns} rows={shares} rowId={({ value }) => value} />
          {data?.rows.some(({ folded }) => folded === true) ? (
            <p className="px-4 py-2 text-xs text-ink-3">{text.previewFolded}</p>
          ) : null}
        </>
      )}
    </section>
  );
}
