import type { UnitReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { columnDecimals, formatMoney, toPlotNumber } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { formatBucket } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { figureTexts } from './figure-text.ts';
import { type Behind, behindOf } from './links.ts';
import { TeachUnit, UnitWaiting } from './OverviewSection.tsx';
import { categoryLabels, costText as text } from './page-text.ts';
import { isUntouched, type StackRow, stackRows, stackSet } from './prepare.ts';
import type { SectionProps } from './section.ts';
import { UnitFigureValue } from './UnitFigureValue.tsx';
import { useUnit } from './useUnit.ts';

const labelOf = (category: string) => categoryLabels[category] ?? category.replaceAll('_', ' ');

function CostFigures({ report, behind }: { report: UnitReport; behind: Behind }) {
  const { figures, currency } = report;
  const other = figures.loaded_cost?.inputs['other_costs'];
  const rows = stackRows(report).filter(({ isApi }) => !isApi);
  return (
    <section aria-label={text.stack} className={STATS_CLASS}>
      {(['loaded_cost', 'api_cost'] as const).map((name) => (
        <Stat
          key={name}
          label={figureTexts[name].name}
          value={<UnitFigureValue name={name} figures={figures} behind={behind} />}
        />
      ))}
      <Stat
        label={text.other}
        value={typeof other === 'string' ? <Money amount={other} currency={currency} /> : '–'}
        foot={rows.length === 0 ? undefined : rows.map(({ category }) => labelOf(category)).join(', ')}
      />
      <Stat
        label={figureTexts.load_ratio.name}
        value={<UnitFigureValue name="load_ratio" figures={figures} behind={behind} />}
      />
    </section>
  );
}

function columnsOf(rows: readonly StackRow[], report: UnitReport): Column<StackRow>[] {
  const { currency } = report;
  const decimals = columnDecimals(rows.map(({ amount }) => amount));
  return [
    {
      id: 'category',
      header: text.category,
      cell: ({ category }) => labelOf(category),
      footer: text.total,
    },
    {
      id: 'who',
      header: text.who,
      from: 'sm',
      cell: ({ isApi }) => <Tag tone={isApi ? 'accent' : 'neutral'}>{isApi ? text.billed : text.shared}</Tag>,
    },
    {
      id: 'bar',
      header: text.ofLoaded,
      from: 'md',
      className: 'w-1/3',
      cell: ({ share, isApi }) => (
        <Meter value={toPlotNumber(share ?? '0')} tone={isApi ? 'accent' : 'neutral'} className="h-2" />
      ),
    },
    {
      id: 'share',
      header: text.share,
      align: 'end',
      cell: ({ share }) => (share === undefined ? '–' : formatShare(share)),
    },
    {
      id: 'amount',
      header: text.amount,
      align: 'end',
      cell: ({ amount }) => <Money amount={amount} currency={currency} decimals={decimals} />,
      footer: (
        <Money amount={report.figures.loaded_cost?.value ?? '0'} currency={currency} decimals={decimals} />
      ),
    },
  ];
}

function StackPanel({ report, scope }: { report: UnitReport; scope: PageScope }) {
  const rows = useMemo(() => stackRows(report), [report]);
  const columns = useMemo(() => columnsOf(rows, report), [rows, report]);
  const { workload, currency } = report;
  const { since, until } = scope.query;
  const csv = () =>
    toCsv([
      ['category', 'billed', 'cost', 'currency'],
      ...rows.map(({ category, isApi, amount }) => [category, String(isApi), amount, currency]),
    ]);
  return (
    <Panel
      title={text.stack}
      note={text.stackNote}
      flush
      actions={
        <>
          <LinkButton
            size="sm"
            to="/full-cost"
            search={{ range: 'custom', since, until, filter: [`workload=${workload}`] }}
          >
            {text.explain}
          </LinkButton>
          <IconButton label={text.csv} onClick={() => downloadText(`weir-${workload}-cost-stack.csv`, csv())}>
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      <DataTable
        caption={text.stackCaption}
        columns={columns}
        rows={rows}
        rowId={({ category }) => category}
      />
      {rows.some(({ isApi }) => !isApi) ? null : (
        <p className="border-t border-line px-4 py-3 text-sm text-ink-2">{text.onlyApi}</p>
      )}
    </Panel>
  );
}

const overTimeCsv = ({ trend, currency }: UnitReport): string =>
  toCsv([
    ['bucket', 'api_cost', 'loaded_cost', 'currency'],
    ...trend.map((point) => [point.bucket, point.api_cost, point.loaded_cost, currency]),
  ]);

function OverTime({ report, scope }: { report: UnitReport; scope: PageScope }) {
  const { trend, interval, currency } = report;
  const spec = useMemo(
    () => ({
      set: stackSet(trend, { api: text.api, other: text.other }),
      kind: 'bar' as const,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), interval, scope.zone),
      valueLabel: (value: string) => formatMeasure(value, 'cost', currency),
      tickLabel: (value: number) => formatTick(value, 'cost', currency),
    }),
    [trend, interval, currency, scope.zone],
  );
  const total = formatMoney(spec.set.total, currency).text;
  return (
    <Panel
      title={text.overTime}
      note={total}
      actions={
        <IconButton
          label={text.overTimeCsv}
          onClick={() => downloadText(`weir-${report.workload}-cost-over-time.csv`, overTimeCsv(report))}
        >
          <Download aria-hidden />
        </IconButton>
      }
    >
      <NotedChart
        className="h-64"
        workload={report.workload}
        range={scope.range}
        zone={scope.zone}
        spec={spec}
        label={text.overTimeLabel(total)}
      />
      <Legend spec={spec} />
    </Panel>
  );
}

/** All that a workload costs: what providers bill, and what comes on top. */
export default function CostSection({ workload, scope }: SectionProps) {
  const report = useUnit(workload.id, scope);
  const behind = behindOf(workload.id, scope);
  return (
    <Answer
      query={report}
      isEmpty={isUntouched}
      waiting={<UnitWaiting />}
      teach={<TeachUnit id={workload.id} />}
    >
      {(data) => (
        <div className="flex flex-col gap-5">
          <CostFigures report={data} behind={behind} />
          <StackPanel report={data} scope={scope} />
          <OverTime report={data} scope={scope} />
        </div>
      )}
    </Answer>
  );
}
