import type { PriceHistory } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { formatTick } from '../../charts/prepare/measures.ts';
import { formatDay } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HistoryTable } from './HistoryTable.tsx';
import { exactPrice, historyCsv, historySeries, type Measure } from './prepare.ts';
import { SPANS, type Span } from './search.ts';
import { text as common, priceText as text } from './text.ts';

interface HistoryPanelProps {
  history: PriceHistory | undefined;
  zone: string;
  span: Span;
  measure: Measure;
  onSpan: (span: Span) => void;
  onMeasure: (measure: Measure) => void;
}

/** What applied when: as steps, as a table and as a file. */
export function HistoryPanel({ history, zone, span, measure, onSpan, onMeasure }: HistoryPanelProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const prepared = useMemo(
    () => (history === undefined ? undefined : historySeries(history, measure)),
    [history, measure],
  );
  const spec = useMemo(() => {
    if (prepared === undefined) return undefined;
    const currency = history?.steps[0]?.currency ?? 'USD';
    return {
      set: prepared.set,
      kind: 'step' as const,
      hasTotal: false,
      bucketLabel: (at: number) => formatDay(new Date(at).toISOString(), zone),
      valueLabel: (value: string) => exactPrice(value, currency),
      tickLabel: (value: number) => formatTick(value, 'cost', currency),
    };
  }, [prepared, history, zone]);
  const showsChart = spec !== undefined && view === 'chart';
  return (
    <Panel
      title={text.history}
      note={
        history === undefined
          ? undefined
          : text.historyNote(formatDay(history.since, zone), formatDay(history.until, zone))
      }
      flush={!showsChart && history !== undefined}
      actions={
        <span className="flex flex-wrap items-center justify-end gap-2">
          <Segmented
            label={text.span}
            value={span}
            onChange={onSpan}
            choices={SPANS.map((value) => ({ value, label: text.spans[value] }))}
          />
          {showsChart ? (
            <Segmented
              label={text.measure}
              value={measure}
              onChange={onMeasure}
              choices={[
                { value: 'contracted', label: text.measures.contracted },
                { value: 'list', label: text.measures.list },
              ]}
            />
          ) : null}
          {spec === undefined ? null : (
            <Segmented
              label={common.view}
              value={view}
              onChange={setView}
              choices={[
                { value: 'chart', label: common.asChart },
                { value: 'table', label: common.asTable },
              ]}
            />
          )}
          <IconButton
            label={common.csv}
            look="plain"
            disabled={history === undefined}
            onClick={() =>
              history !== undefined &&
              downloadText(`weir-price-history-${history.model}.csv`, historyCsv(history))
            }
          >
            <Download aria-hidden />
          </IconButton>
        </span>
      }
    >
      {history === undefined ? (
        <Skeleton className="h-64" />
      ) : showsChart ? (
        <>
          <Chart
            className="h-56"
            spec={spec}
            label={text.chartLabel(history.model, text.measures[measure].toLowerCase())}
          />
          <Legend spec={spec} />
          <p className="mt-2 flex flex-wrap gap-x-3 text-xs text-ink-3">
            {history.steps.length === 1 ? <span>{text.unchanged}</span> : null}
            {prepared?.hasOthers === true ? <span>{text.otherUnits}</span> : null}
          </p>
        </>
      ) : (
        <HistoryTable history={history} zone={zone} />
      )}
    </Panel>
  );
}
