import { useQuery } from '@tanstack/react-query';
import type { QualityScore, Workload } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { qualityScoresQuery } from '../../api/outcome-queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatBucket, formatMoment } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Teach } from '../../ui/teach.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { valueText as text, trendText } from './page-text.ts';
import { scoreCommand } from './profile-text.ts';
import { qualitySet, scoreText } from './quality.ts';
import { SectionLink } from './SectionNav.tsx';

type Metric = Workload['quality_metric'];

function columnsOf(metric: Metric, zone: string): Column<QualityScore>[] {
  return [
    {
      id: 'when',
      header: text.when,
      className: 'whitespace-nowrap',
      cell: ({ at }) => formatMoment(at, zone),
    },
    { id: 'metric', header: text.metric, from: 'md', cell: (row) => row.metric },
    {
      id: 'score',
      header: text.score,
      align: 'end',
      cell: (row) => (
        <span className="inline-flex items-center gap-2">
          {metric !== undefined && row.metric === metric.name && row.score < metric.target ? (
            <Tag tone="bad">{text.below}</Tag>
          ) : null}
          <span className="tabular">{scoreText(row.score)}</span>
        </span>
      ),
    },
    { id: 'samples', header: text.samples, align: 'end', cell: ({ samples }) => formatCount(samples) },
    {
      id: 'version',
      header: text.version,
      from: 'md',
      cell: ({ prompt_version: version }) => version ?? <span className="text-ink-3">–</span>,
    },
    {
      id: 'model',
      header: text.model,
      from: 'lg',
      cell: ({ model }) => model ?? <span className="text-ink-3">–</span>,
    },
    { id: 'source', header: text.source, from: 'sm', cell: ({ source }) => source },
  ];
}

function Scores(props: {
  scores: readonly QualityScore[];
  workload: Workload;
  scope: PageScope;
  view: 'chart' | 'table';
}) {
  const { scores, workload, scope, view } = props;
  const metric = workload.quality_metric;
  const columns = useMemo(() => columnsOf(metric, scope.zone), [metric, scope.zone]);
  const spec = useMemo(() => {
    const name = metric?.name ?? scores[0]?.metric ?? '';
    const of = scores.filter((one) => one.metric === name);
    return {
      set: qualitySet(of, metric?.target, { score: name, target: text.target }),
      kind: 'curve' as const,
      dashed: ['target'],
      hasPoints: true,
      hasTotal: false,
      fromZero: false,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), 'day', scope.zone),
      valueLabel: (value: string) => value,
      tickLabel: (value: number) => scoreText(value),
    };
  }, [scores, metric, scope.zone]);
  if (view === 'table') {
    return <DataTable caption={text.scores} columns={columns} rows={scores} rowId={({ id }) => id} />;
  }
  return (
    <div className="px-4 pb-4">
      <NotedChart
        className="h-52"
        workload={workload.id}
        range={scope.range}
        zone={scope.zone}
        spec={spec}
        label={text.qualityLabel(metric?.name ?? '')}
      />
    </div>
  );
}

/** How good it was found to be, against its target. */
export function QualityPanel({ workload, scope }: { workload: Workload; scope: PageScope }) {
  const { since, until } = scope.query;
  const metric = workload.quality_metric;
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const scores = useQuery({
    ...qualityScoresQuery({ workload: workload.id, since, until }),
    enabled: scope.isKnown,
  });
  const teach =
    metric === undefined ? (
      <Empty
        title={text.noMetric}
        action={
          <SectionLink id={workload.id} section="profile" className={buttonClass()}>
            {text.toQuality}
          </SectionLink>
        }
      >
        {text.noMetricHint}
      </Empty>
    ) : (
      <Teach
        title={text.noScores}
        what={text.noScoresHint}
        command={{ label: text.scoreCommand, text: scoreCommand(workload.id, metric.name) }}
      />
    );
  return (
    <Answer query={scores} isEmpty={(all) => all.length === 0} teach={teach}>
      {(all) => (
        <Panel
          title={text.quality}
          note={metric === undefined ? undefined : text.qualityOf(metric.name, scoreText(metric.target))}
          flush
          actions={
            <Segmented
              label={trendText.view}
              value={view}
              onChange={setView}
              choices={[
                { value: 'chart', label: trendText.chart },
                { value: 'table', label: trendText.table },
              ]}
            />
          }
        >
          <Scores scores={all} workload={workload} scope={scope} view={view} />
        </Panel>
      )}
    </Answer>
  );
}
