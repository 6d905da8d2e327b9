import { useQuery } from '@tanstack/react-query';
import type { QualityScore } from '@weir/core/contract';
import { Download, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { qualityScoresQuery } from '../../api/outcome-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Teach } from '../../ui/teach.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { QualityDialog } from './QualityDialog.tsx';
import { byMetric, type MetricScores, scoreSeries, scoresCsv } from './quality.ts';
import { workloadOf } from './search.ts';
import { qualityText as text } from './text.ts';

const columnsOf = (zone: string): Column<QualityScore>[] => [
  { id: 'at', header: text.at, className: 'whitespace-nowrap', cell: ({ at }) => formatMoment(at, zone) },
  { id: 'workload', header: text.workload, cell: ({ workload }) => workload },
  { id: 'metric', header: text.metric, from: 'sm', cell: ({ metric }) => metric },
  { id: 'score', header: text.score, align: 'end', cell: ({ score }) => String(score) },
  {
    id: 'samples',
    header: text.samples,
    align: 'end',
    from: 'sm',
    cell: ({ samples }) => formatCount(samples),
  },
  { id: 'version', header: text.promptVersion, from: 'md', cell: (one) => one.prompt_version ?? text.none },
  { id: 'source', header: text.source, from: 'lg', cell: ({ source }) => source },
];

function ScoreChart({
  scores,
  zone,
  target,
}: {
  scores: MetricScores;
  zone: string;
  target: number | undefined;
}) {
  const { workload, metric } = scores;
  const spec = useMemo(
    () => ({
      set: scoreSeries(scores, text.score),
      kind: 'curve' as const,
      hasPoints: true,
      hasTotal: false,
      fromZero: false,
      bucketLabel: (at: number) => formatDay(new Date(at).toISOString(), zone),
      valueLabel: (value: string) => value,
      tickLabel: (value: number) => String(Number(value.toPrecision(4))),
    }),
    [scores, zone],
  );
  return (
    <Panel
      title={text.chart(metric, workload)}
      note={target === undefined ? undefined : text.target(String(target))}
    >
      <Chart className="h-48" spec={spec} label={text.chartLabel(metric, workload)} />
    </Panel>
  );
}

export default function QualitySection({ scope }: { scope: PageScope }) {
  const [isAdding, setAdding] = useState(false);
  const { since, until } = scope.query;
  const workload = workloadOf(scope.filter);
  const scores = useQuery({ ...qualityScoresQuery({ since, until, workload }), enabled: scope.isKnown });
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const groups = useMemo(() => byMetric(scores.data ?? []), [scores.data]);
  const [picked, setPicked] = useState('');
  const shown = groups.find(({ key }) => key === picked) ?? groups[0];
  const columns = useMemo(() => columnsOf(scope.zone), [scope.zone]);
  const metricOf = (id: string) => workloads.find((one) => one.id === id)?.quality_metric;
  const target = shown === undefined ? undefined : metricOf(shown.workload);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {text.add}
          </Button>
        }
      />
      <Answer
        query={scores}
        isEmpty={(all) => all.length === 0}
        teach={
          <Teach
            title={text.emptyTitle}
            what={text.empty}
            command={{ label: text.commandLabel, text: text.command }}
          />
        }
      >
        {(all) => (
          <div className="flex flex-col gap-4">
            {shown === undefined ? null : (
              <>
                {groups.length > 1 ? (
                  <div>
                    <Select
                      showLabel
                      label={text.metric}
                      value={shown.key}
                      choices={groups.map((one) => ({
                        value: one.key,
                        label: text.chart(one.metric, one.workload),
                      }))}
                      onChange={setPicked}
                    />
                  </div>
                ) : null}
                <ScoreChart
                  scores={shown}
                  zone={scope.zone}
                  target={target?.name === shown.metric ? target.target : undefined}
                />
              </>
            )}
            <Panel
              title={text.caption}
              flush
              actions={
                <IconButton
                  label={text.csv}
                  look="plain"
                  onClick={() => downloadText(text.csvName, toCsv(scoresCsv(all)))}
                >
                  <Download aria-hidden />
                </IconButton>
              }
            >
              <DataTable caption={text.caption} columns={columns} rows={all} rowId={({ id }) => id} />
            </Panel>
          </div>
        )}
      </Answer>
      {isAdding ? <QualityDialog workload={workload} onClose={() => setAdding(false)} /> : null}
    </>
  );
}
