import { createHash } from 'node:crypto';
import type { createQualityScore, Page, QualityScore } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, gte, lt } from 'drizzle-orm';
import type { z } from 'zod';
import { qualityScores } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';

type Row = typeof qualityScores.$inferSelect;

/** Clocks of those who score may be ahead by so much. */
const CLOCK_SKEW_MS = 5 * 60_000;

export interface QualityScoreFilter extends PageRequest {
  workload?: string;
  metric?: string;
  /** By the time they are of: inclusive, exclusive. */
  since?: Date;
  until?: Date;
}

export interface QualityScoreService {
  /** The same again, with its id or without, changes nothing. Throws `conflict` for the id of another. */
  add(input: z.input<typeof createQualityScore>, by: ChangeBy): Promise<QualityScore>;
  /** Newest first, by the time they are of. */
  list(filter: QualityScoreFilter): Promise<Page<QualityScore>>;
}

export function qualityScoreService(store: Store): QualityScoreService {
  return {
    add: (input, by) =>
      store.change(by, async (change) => {
        if (!store.directory.rows.workload.has(input.workload)) {
          throw invalid(
            'workload',
            `There is no workload "${input.workload}"`,
            '`weir workload list` shows which there are.',
          );
        }
        const at = new Date(input.at);
        if (at.getTime() > change.now.getTime() + CLOCK_SKEW_MS)
          throw invalid('at', 'The score lies in the future', 'Give the time it is of.');
        if (!Number.isFinite(input.score)) throw invalid('score', 'The score is no number', 'Give a number.');
        const row: Row = {
          id: input.id ?? madeId(input),
          workload: input.workload,
          metric: input.metric,
          at,
          score: input.score,
          samples: input.samples ?? 1,
          model: input.model ?? null,
          promptVersion: input.prompt_version ?? null,
          source: input.source ?? by.actor,
          createdAt: change.now,
        };
        const [known] = await change.tx.select().from(qualityScores).where(eq(qualityScores.id, row.id));
        if (known !== undefined) {
          if (saidBy(known) === saidBy(row)) return present(known);
          throw new WeirError('conflict', `There is another quality score "${row.id}"`, {
            field: 'id',
            remedy: 'Scores do not change: give the new one an id of its own.',
          });
        }
        await change.tx.insert(qualityScores).values(row);
        change.audit('quality_score.add', `quality_score/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list({ workload, metric, since, until, ...request }) {
      const page = keyset(request, qualityScores.at, qualityScores.id);
      const where = and(
        page.after,
        workload === undefined ? undefined : eq(qualityScores.workload, workload),
        metric === undefined ? undefined : eq(qualityScores.metric, metric),
        since === undefined ? undefined : gte(qualityScores.at, since),
        until === undefined ? undefined : lt(qualityScores.at, until),
      );
      const query = store.db.select().from(qualityScores).where(where);
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, ({ at, id }) => ({ at, id }));
    },
  };
}

function present(row: Row): QualityScore {
  return {
    id: row.id,
    workload: row.workload,
    metric: row.metric,
    at: row.at.toISOString(),
    score: row.score,
    samples: row.samples,
    ...optional('model', row.model),
    ...optional('prompt_version', row.promptVersion),
    source: row.source,
    created_at: row.createdAt.toISOString(),
  };
}

function madeId({
  workload,
  metric,
  at,
  score,
  samples,
  model,
  prompt_version,
}: z.input<typeof createQualityScore>): string {
  const said = [
    workload,
    metric,
    new Date(at).toISOString(),
    score,
    samples ?? 1,
    model ?? '',
    prompt_version ?? '',
  ];
  return `auto:${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32)}`;
}

function saidBy({ workload, metric, at, score, samples, model, promptVersion }: Row): string {
  return JSON.stringify([workload, metric, at.toISOString(), score, samples, model, promptVersion]);
}

function invalid(field: string, message: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', message, { field, remedy });
}
