import type { ModelDetail } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { formatTick } from '../../charts/prepare/measures.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCountShort } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { unitLabel } from '../calls/prepare.ts';
import { clockOf, historyCsv, type PriceStep, priceSeries, rateOf, unitsOf } from './prepare.ts';
import { modelText as text } from './text.ts';

/** Prices begin at midnight UTC, as providers announce them. */
const ZONE = 'UTC';

function useHistoryColumns({ history, currency }: ModelDetail): Column<PriceStep>[] {
  return useMemo(
    () => [
      {
        id: 'from',
        header: text.from,
        className: 'whitespace-nowrap',
        cell: ({ from, time_of_day: window }) => (
          <>
            {from === undefined ? text.firstKnown : formatDay(from, ZONE)}
            {window === undefined ? null : (
              <span className="block text-xs text-ink-3">
                {text.window(clockOf(window.start), clockOf(window.end))}
              </span>
            )}
          </>
        ),
      },
      ...unitsOf(history).map(
        ({ unit, per }): Column<PriceStep> => ({
          id: unit,
          header: `${unitLabel(unit)} ${text.per(formatCountShort(per))}`,
          align: 'end',
          cell: ({ rates }) => {
            const rate = rateOf(rates, unit);
            if (rate === undefined) return <span className="text-ink-3">{text.unknown}</span>;
            return (
              <>
                <Money amount={rate.list} currency={currency} />
                {rate.tiers?.map(({ start, list }) => (
                  <span key={start} className="block text-xs whitespace-nowrap text-ink-3">
                    {text.above(formatCountShort(start), formatMoney(list, currency).text)}
                  </span>
                ))}
              </>
            );
          },
        }),
      ),
    ],
    [history, currency],
  );
}

/** List prices over time as steps, as a table and as a file. */
export function PriceHistory({ detail }: { detail: ModelDetail }) {
  const { currency, model, history } = detail;
  const prepared = useMemo(() => priceSeries(detail), [detail]);
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const columns = useHistoryColumns(detail);
  const spec = useMemo(() => {
    if (prepared === undefined) return undefined;
    const [first, second = 0] = prepared.set.buckets;
    const day = (at: number) => formatDay(new Date(at).toISOString(), ZONE);
    return {
      set: prepared.set,
      kind: 'step' as const,
      hasTotal: false,
      bucketLabel: (at: number) => (prepared.isOpen && at === first ? text.until(day(second)) : day(at)),
      valueLabel: (value: string) => formatMoney(value, currency).text,
      tickLabel: (value: number) => formatTick(value, 'cost', currency),
    };
  }, [prepared, currency]);
  const showsChart = spec !== undefined && view === 'chart';
  return (
    <Panel
      title={text.history}
      note={text.historyNote}
      flush={!showsChart}
      actions={
        <>
          {spec === undefined ? null : (
            <Segmented
              label={text.view}
              value={view}
              onChange={setView}
              choices={[
                { value: 'chart', label: text.asChart },
                { value: 'table', label: text.asTable },
              ]}
            />
          )}
          <IconButton
            label={text.csv}
            look="plain"
            onClick={() => downloadText(`weir-prices-${model}.csv`, historyCsv(detail))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {showsChart ? (
        <>
          <Chart className="h-56" spec={spec} label={text.chartLabel(model)} />
          <Legend spec={spec} />
          {prepared?.hasWindows === true ? (
            <p className="mt-2 text-xs text-ink-3">{text.windowsLeftOut}</p>
          ) : null}
        </>
      ) : (
        <DataTable
          caption={text.history}
          columns={columns}
          rows={history}
          rowId={(step) => `${step.ref} ${step.from ?? ''} ${step.time_of_day?.start ?? ''}`}
        />
      )}
    </Panel>
  );
}
