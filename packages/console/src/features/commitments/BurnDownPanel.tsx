import type { AgreementStatus } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Swatch } from '../../charts/draw/Swatch.tsx';
import { formatTick } from '../../charts/prepare/measures.ts';
import { REST } from '../../charts/prepare/series.ts';
import { formatCountShort } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { amountText, burnDownCsv, burnDownSeries, isMoney } from './prepare.ts';
import { pageText as text } from './text.ts';

type Point = AgreementStatus['burn_down'][number];

function BurnDownTable({ status }: { status: AgreementStatus }) {
  const rows = useMemo(() => [...status.burn_down].reverse(), [status]);
  const columns = useMemo(
    (): Column<Point>[] => [
      { id: 'day', header: text.day, cell: ({ day }) => formatDay(`${day}T00:00:00Z`, 'UTC') },
      {
        id: 'used',
        header: text.cumulative,
        align: 'end',
        cell: ({ burned }) => <span className="tabular">{amountText(status, burned)}</span>,
      },
      {
        id: 'left',
        header: text.left,
        align: 'end',
        cell: ({ remaining }) => (
          <span className="tabular">{remaining === undefined ? '–' : amountText(status, remaining)}</span>
        ),
      },
    ],
    [status],
  );
  return (
    <div className="max-h-72 overflow-y-auto">
      <DataTable caption={text.burnDown} columns={columns} rows={rows} rowId={({ day }) => day} />
    </div>
  );
}

interface BurnDownProps {
  status: AgreementStatus;
  name: string;
  zone: string;
}

/** What is left by day, beside even use; the same as table and CSV. */
export function BurnDownPanel({ status, name, zone }: BurnDownProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const spec = useMemo(
    () => ({
      set: burnDownSeries(status, { used: text.cumulative, left: text.left, pace: text.pace }),
      kind: 'curve' as const,
      hasTotal: false,
      bucketLabel: (at: number) => formatDay(new Date(at).toISOString(), zone),
      valueLabel: (value: string) => amountText(status, value),
      tickLabel: (value: number) =>
        isMoney(status) ? formatTick(value, 'cost', status.currency) : formatCountShort(value),
    }),
    [status, zone],
  );
  const isEmpty = status.burn_down.length === 0;
  const title = status.total === undefined ? text.burnDownTerm : text.burnDown;
  return (
    <Panel
      title={title}
      flush={view === 'table' && !isEmpty}
      actions={
        <>
          <Segmented
            label={text.view}
            value={view}
            onChange={setView}
            choices={[
              { value: 'chart', label: text.asChart },
              { value: 'table', label: text.asTable },
            ]}
          />
          <IconButton
            label={text.csv}
            look="plain"
            disabled={isEmpty}
            onClick={() => downloadText(`weir-agreement-${status.id}.csv`, burnDownCsv(status))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {isEmpty ? (
        <p className="pb-2 text-sm text-ink-2">{text.noUse}</p>
      ) : view === 'table' ? (
        <BurnDownTable status={status} />
      ) : (
        <>
          <Chart
            className="h-60"
            spec={spec}
            label={text.chartLabel(name, amountText(status, status.burned))}
          />
          <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm text-ink-2">
            {spec.set.series.map(({ key, label }, slot) => (
              <li key={key} className="flex items-center gap-2">
                <Swatch slot={key === REST ? undefined : slot} />
                {label}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
