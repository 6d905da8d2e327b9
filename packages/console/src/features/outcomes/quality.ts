import type { QualityScore } from '@weir/core/contract';
import type { SeriesSet } from '../../charts/prepare/series.ts';

/** Scores of one metric of one workload, oldest first. */
export interface MetricScores {
  key: string;
  workload: string;
  metric: string;
  scores: QualityScore[];
}

export function byMetric(scores: readonly QualityScore[]): MetricScores[] {
  const groups = new Map<string, MetricScores>();
  for (const score of scores) {
    const { workload, metric } = score;
    const key = `${workload} ${metric}`;
    const group = groups.get(key) ?? { key, workload, metric, scores: [] };
    group.scores.push(score);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, scores: group.scores.sort((a, b) => a.at.localeCompare(b.at)) }))
    .sort((a, b) => a.key.localeCompare(b.key));
}

/** Each score where its instant is in time. */
export const scoreSeries = ({ scores }: MetricScores, label: string): SeriesSet => ({
  buckets: scores.map(({ at }) => Date.parse(at)),
  series: [{ key: 'score', label, values: scores.map(({ score }) => String(score)), total: '0' }],
  total: '0',
});

export function scoresCsv(scores: readonly QualityScore[]): string[][] {
  const columns = [
    'at',
    'workload',
    'metric',
    'score',
    'samples',
    'model',
    'prompt_version',
    'source',
    'id',
  ] as const;
  return [[...columns], ...scores.map((score) => columns.map((column) => String(score[column] ?? '')))];
}
