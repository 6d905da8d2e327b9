import type { QualityScore } from '@weir/core/contract';
import type { SeriesSet } from '../../charts/prepare/series.ts';

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4, useGrouping: false });

/** A score on its own scale: no money, so a number. */
export const scoreText = (score: number): string => plain.format(score);

/** Scores over time, oldest first, and the target as a level line. */
export function qualitySet(
  scores: readonly QualityScore[],
  target: number | undefined,
  labels: { score: string; target: string },
): SeriesSet {
  const inOrder = [...scores].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return {
    buckets: inOrder.map(({ at }) => Date.parse(at)),
    series: [
      { key: 'score', label: labels.score, values: inOrder.map(({ score }) => scoreText(score)), total: '0' },
      ...(target === undefined
        ? []
        : [
            {
              key: 'target',
              label: labels.target,
              values: inOrder.map(() => scoreText(target)),
              total: '0',
            },
          ]),
    ],
    total: '0',
  };
}
