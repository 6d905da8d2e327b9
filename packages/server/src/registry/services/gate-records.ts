import type { Budget, FailoverDrill, Person, RateLimit, Workload } from '@weir/core/contract';
import { and, desc, inArray, isNull } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { failoverDrills, gateExceptions, gateReviews, people, qualityScores } from '../schema/index.ts';
import type { Directory } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { presentBudget } from './budget-rows.ts';
import { presentPerson } from './person-rows.ts';
import { familyOf } from './workload-family.ts';
import { presentWorkload } from './workload-rows.ts';

export type GateReviewRow = typeof gateReviews.$inferSelect;
export type GateExceptionRow = typeof gateExceptions.$inferSelect;
type ScoreRow = typeof qualityScores.$inferSelect;

/** All that the registry knows of one workload's gate. */
export interface GateRecord {
  workload: Workload;
  revision: number;
  /** Budgets of this workload, whatever else their scopes say. */
  budgets: Budget[];
  rateLimits: Pick<RateLimit, 'id'>[];
  /** The last of each item. */
  reviews: GateReviewRow[];
  /** Those that nobody revoked, ended ones too; the one that ends last comes first. */
  exceptions: GateExceptionRow[];
  drill: FailoverDrill | undefined;
  /** The latest of its quality metric. */
  score: Pick<ScoreRow, 'at' | 'score' | 'samples' | 'source'> | undefined;
}

export interface GateRecords {
  records: GateRecord[];
  people: Person[];
}

/** Of these workloads; of all that are not retired when no ids are given. In the order of their ids. */
export async function loadGateRecords(store: Store, ids?: readonly string[]): Promise<GateRecords> {
  const { db, directory } = store;
  const workloads = [...directory.rows.workload.values()]
    .filter(({ id, stage }) => (ids === undefined ? stage !== 'retired' : ids.includes(id)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const among = (column: AnyPgColumn) => (ids === undefined ? undefined : inArray(column, [...ids]));
  const [reviews, exceptions, drills, scores, known] = await Promise.all([
    db
      .selectDistinctOn([gateReviews.workload, gateReviews.item])
      .from(gateReviews)
      .where(among(gateReviews.workload))
      .orderBy(gateReviews.workload, gateReviews.item, desc(gateReviews.at), desc(gateReviews.id)),
    db
      .select()
      .from(gateExceptions)
      .where(and(among(gateExceptions.workload), isNull(gateExceptions.revokedAt)))
      .orderBy(desc(gateExceptions.until), desc(gateExceptions.id)),
    db
      .selectDistinctOn([failoverDrills.workload])
      .from(failoverDrills)
      .where(among(failoverDrills.workload))
      .orderBy(failoverDrills.workload, desc(failoverDrills.at), desc(failoverDrills.id)),
    db
      .selectDistinctOn([qualityScores.workload, qualityScores.metric])
      .from(qualityScores)
      .orderBy(qualityScores.workload, qualityScores.metric, desc(qualityScores.at), desc(qualityScores.id)),
    db.select().from(people),
  ]);
  const records = workloads.map((row): GateRecord => {
    const ofIt = ({ workload }: { workload: string }) => workload === row.id;
    const drill = drills.find(ofIt);
    return {
      workload: presentWorkload(row, undefined),
      revision: directory.rows.gate.get(row.id)?.revision ?? 0,
      ...limitsOf(row.id, directory),
      reviews: reviews.filter(ofIt),
      exceptions: exceptions.filter(ofIt),
      drill: drill && (drill.result as unknown as FailoverDrill),
      score: latestScore(scores, familyOf(directory, row.id), row.qualityMetric?.name),
    };
  });
  return { records, people: known.map(presentPerson) };
}

/** Also of what was merged into it. */
function latestScore(
  scores: readonly ScoreRow[],
  family: readonly string[],
  metric: string | undefined,
): ScoreRow | undefined {
  return scores
    .filter((score) => score.metric === metric && family.includes(score.workload))
    .reduce<ScoreRow | undefined>(
      (latest, score) => (latest && latest.at >= score.at ? latest : score),
      undefined,
    );
}

function limitsOf(id: string, { rows }: Directory): Pick<GateRecord, 'budgets' | 'rateLimits'> {
  const budgets = [...rows.budget.values()].filter(
    ({ scope, ofWorkload }) => ofWorkload === id || scope['workload'] === id,
  );
  const rateLimits = [...rows.rateLimit.values()].filter(({ scope }) => scope['workload'] === id);
  return { budgets: budgets.map(presentBudget), rateLimits: rateLimits.map((row) => ({ id: row.id })) };
}
