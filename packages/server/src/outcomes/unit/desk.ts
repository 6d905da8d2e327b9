import type { Page, Scorecard, TimelineEvent, UnitReport, ViabilityMap } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { TimeRange } from '../../ledger/port.ts';
import { basesOf, basisOf } from './basis.ts';
import { lastDays } from './days.ts';
import { judged } from './judging.ts';
import { inTurns, viabilityMap } from './map.ts';
import type { ReportQuery, UnitPorts, UnitQuery } from './port.ts';
import { unitReport } from './report.ts';
import { scorecardOf } from './scorecard.ts';
import { type TimelineQuery, timelineOf } from './timeline.ts';

/** Periods that a trend may have: a year of days and some. */
const MOST_BUCKETS = 1_100;
const LEAST_MS = { day: 23 * 3_600_000, week: 167 * 3_600_000, month: 28 * 24 * 3_600_000 };

/** Whether workloads are worth what they cost. Reads only; every answer is as of now. */
export interface UnitDesk {
  /** Throws `not_found` for a workload there is not, `invalid_argument` for a range of too many periods. */
  report(workload: string, query: ReportQuery): Promise<UnitReport>;
  viability(query: UnitQuery): Promise<ViabilityMap>;
  scorecard(workload: string, query: UnitQuery): Promise<Scorecard>;
  /** Of every production workload, in the order of their ids. */
  scorecards(query: UnitQuery): Promise<Scorecard[]>;
  /** Newest first. */
  timeline(workload: string, query: TimelineQuery): Promise<Page<TimelineEvent>>;
  /** The last 30 full days. */
  defaultRange(): TimeRange;
}

export function createUnitDesk(ports: UnitPorts, now: () => number): UnitDesk {
  const zone = () => ports.organization().time_zone;
  return {
    async report(id, query) {
      requireFewBuckets(query);
      return unitReport(ports, await ports.workload(id), query);
    },
    async viability(query) {
      requireFewBuckets({ ...query, interval: 'day' });
      return viabilityMap(ports, query);
    },
    async scorecard(id, query) {
      const basis = await basisOf(ports, await ports.workload(id), query);
      return scorecardOf(basis, await judged(ports, basis, query), now(), zone());
    },
    async scorecards(query) {
      const workloads = (await ports.workloads()).filter(({ stage }) => stage === 'production');
      workloads.sort((a, b) => (a.id < b.id ? -1 : 1));
      const bases = await basesOf(ports, workloads, query);
      return inTurns(bases, async (basis) =>
        scorecardOf(basis, await judged(ports, basis, query), now(), zone()),
      );
    },
    timeline: async (id, query) => timelineOf(ports, await ports.workload(id), query),
    defaultRange: () => lastDays(now(), zone()),
  };
}

function requireFewBuckets({ since, until, interval }: UnitQuery): void {
  if ((until.getTime() - since.getTime()) / LEAST_MS[interval] <= MOST_BUCKETS) return;
  throw new WeirError(
    'invalid_argument',
    `The range has more than ${MOST_BUCKETS} periods of a ${interval}`,
    {
      field: 'interval',
      remedy: 'Ask for less time, or for a longer interval: week or month.',
    },
  );
}
