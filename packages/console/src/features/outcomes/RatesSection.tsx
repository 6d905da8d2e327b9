import { useQuery } from '@tanstack/react-query';
import type { UnitReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { unitQuery } from '../../api/value-queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatCount, formatCountShort, formatShare } from '../../format/number.ts';
import { formatBucket } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Teach } from '../../ui/teach.tsx';
import { FigureValue } from '../figure/FigureValue.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import { writeTerm } from '../scope/scope.ts';
import type { PageScope } from '../scope/usePageScope.ts';
import { OUTCOME_COMMAND } from '../value/text.ts';
import { useViability } from '../value/useViability.ts';
import type { ViabilityRow } from '../value/ViabilityTable.tsx';
import { countSeries, rateOf, rateSeries, ratesCsv } from './rates.ts';
import { workloadOf } from './search.ts';
import { text as list, ratesText as text } from './text.ts';

type Point = UnitReport['trend'][number];

const whole = (value: string) => formatCount(Number(value));

function useSpecs(report: UnitReport, zone: string) {
  return useMemo(() => {
    const bucketLabel = (at: number) => formatBucket(new Date(at).toISOString(), report.interval, zone);
    return {
      counts: {
        set: countSeries(report.trend, { success: text.success, failure: text.failure }),
        kind: 'bar' as const,
        bucketLabel,
        valueLabel: whole,
        tickLabel: formatCountShort,
      },
      rate: {
        set: rateSeries(report.trend, text.rate),
        kind: 'line' as const,
        hasPoints: true,
        hasTotal: false,
        bucketLabel,
        valueLabel: (value: string) => formatShare(value),
        tickLabel: (value: number) => formatShare(String(value)),
      },
    };
  }, [report, zone]);
}

function DayTable({ report, zone }: { report: UnitReport; zone: string }) {
  const columns = useMemo(
    (): Column<Point>[] => [
      { id: 'day', header: text.day, cell: ({ bucket }) => formatBucket(bucket, report.interval, zone) },
      { id: 'outcomes', header: text.outcomes, align: 'end', cell: ({ outcomes }) => formatCount(outcomes) },
      { id: 'success', header: text.success, align: 'end', cell: ({ successes }) => formatCount(successes) },
      {
        id: 'rate',
        header: text.rate,
        align: 'end',
        cell: (point) => {
          const rate = rateOf(point);
          return rate === undefined ? text.none : formatShare(rate);
        },
      },
      {
        id: 'cost',
        header: text.costPer,
        align: 'end',
        from: 'sm',
        cell: ({ cost_per_successful_outcome: cost }) =>
          cost === null ? text.none : <Money amount={cost} currency={report.currency} />,
      },
    ],
    [report, zone],
  );
  return (
    <DataTable
      caption={text.over(report.outcome ?? text.all)}
      columns={columns}
      rows={report.trend}
      rowId={({ bucket }) => bucket}
    />
  );
}

function Rates({ report, name, scope }: { report: UnitReport; name: string; scope: PageScope }) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const { counts, rate } = useSpecs(report, scope.zone);
  const figure = report.figures.success_rate;
  return (
    <Panel
      title={text.over(report.outcome ?? text.all)}
      note={
        <FigureValue
          name={text.rate}
          figure={figure}
          style="percent"
          behind={{
            label: list.title,
            to: '/outcomes',
            search: {
              range: 'custom',
              since: report.since,
              until: report.until,
              filter: [writeTerm({ dimension: 'workload', value: report.workload })],
            },
          }}
        />
      }
      flush={view === 'table'}
      actions={
        <>
          <Segmented
            label={text.view}
            value={view}
            choices={[
              { value: 'chart', label: text.chart },
              { value: 'table', label: text.table },
            ]}
            onChange={setView}
          />
          <IconButton
            label={text.csv}
            look="plain"
            onClick={() => downloadText(text.csvName(report.workload), toCsv(ratesCsv(report.trend)))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {view === 'table' ? (
        <DayTable report={report} zone={scope.zone} />
      ) : (
        <>
          <NotedChart
            workload={report.workload}
            range={scope.range}
            zone={scope.zone}
            className="h-64"
            spec={counts}
            label={text.chartLabel(name)}
          />
          <Legend spec={counts} />
          <h3 className="mt-5 mb-1 text-sm font-medium">{text.rateNote}</h3>
          <Chart className="h-44" spec={rate} label={text.rateLabel(name)} />
        </>
      )}
      {report.late.outcomes > 0 ? (
        <p className="mt-3 text-xs text-warn">{text.late(formatCount(report.late.outcomes))}</p>
      ) : null}
    </Panel>
  );
}

/** One workload over time: of the filter, else the one with the most outcomes. */
function OneWorkload({ rows, scope }: { rows: readonly ViabilityRow[]; scope: PageScope }) {
  const chosen = workloadOf(scope.filter);
  const most = [...rows].sort((a, b) => b.outcomes - a.outcomes)[0];
  const row = rows.find(({ workload }) => workload === chosen) ?? most;
  const [picked, setPicked] = useState<string>();
  const shown = rows.find(({ workload }) => workload === picked) ?? row;
  const { since, until } = scope.query;
  const report = useQuery({
    ...unitQuery(shown?.workload ?? '', { since, until, by: '' }),
    enabled: shown !== undefined && scope.isKnown,
  });
  if (shown === undefined) return null;
  return (
    <div className="flex flex-col gap-3">
      {rows.length > 1 ? (
        <div>
          <Select
            showLabel
            label={text.workload}
            value={shown.workload}
            choices={rows.map(({ workload, name }) => ({ value: workload, label: name }))}
            onChange={setPicked}
          />
        </div>
      ) : null}
      {report.data === undefined ? (
        report.error === null ? (
          <Skeleton className="h-[35rem]" />
        ) : (
          <Failure error={report.error} onRetry={() => void report.refetch()} />
        )
      ) : (
        <Rates report={report.data} name={shown.name} scope={scope} />
      )}
    </div>
  );
}

const TOTALS: readonly Column<ViabilityRow>[] = [
  { id: 'workload', header: text.workload, cell: ({ name }) => name },
  { id: 'outcome', header: text.outcome, from: 'md', cell: ({ outcome }) => outcome ?? text.none },
  { id: 'outcomes', header: text.outcomes, align: 'end', cell: ({ outcomes }) => formatCount(outcomes) },
  {
    id: 'success',
    header: text.success,
    align: 'end',
    from: 'sm',
    cell: ({ successes }) => formatCount(successes),
  },
  {
    id: 'rate',
    header: text.rate,
    align: 'end',
    cell: (row) => {
      const rate = rateOf(row);
      return rate === undefined ? text.none : formatShare(rate);
    },
  },
];

export default function RatesSection({ scope }: { scope: PageScope }) {
  const report = useViability(scope);
  return (
    <Answer
      query={report}
      isEmpty={({ workloads }) => workloads.every(({ outcomes }) => outcomes === 0)}
      waiting={<Skeleton className="h-[40rem]" />}
      teach={
        <Teach
          title={text.teachTitle}
          what={list.teach}
          steps={list.teachSteps}
          command={{ label: list.teachCommand, text: OUTCOME_COMMAND }}
        />
      }
    >
      {({ workloads }) => (
        <div className="flex flex-col gap-5">
          <OneWorkload rows={workloads.filter(({ outcomes }) => outcomes > 0)} scope={scope} />
          <Panel title={text.totals} flush>
            <DataTable
              caption={text.totals}
              columns={TOTALS}
              rows={workloads}
              rowId={({ workload }) => workload}
              stale={report.stale}
            />
          </Panel>
        </div>
      )}
    </Answer>
  );
}
