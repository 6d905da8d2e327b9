import type { Source, SourceState } from '@weir/core/contract';
import type { SourceRecord } from '../../registry/index.ts';
import { isLagging } from './scheduler.ts';

/** A source as people see it. */
export function presentSource(
  record: SourceRecord,
  { now, running, next }: { now: number; running: boolean; next: Date | undefined },
): Source {
  const { lastRun, coveredUntil, schedule } = record;
  return {
    id: record.id,
    name: record.name,
    kind: record.kind,
    role: record.role,
    settings: record.settings,
    attribution: record.attribution,
    secrets: record.secrets,
    ...(schedule === undefined ? {} : { schedule }),
    enabled: record.enabled,
    state: stateOf(record, running, now),
    ...(coveredUntil === undefined
      ? {}
      : {
          covered_until: coveredUntil.toISOString(),
          lag_seconds: Math.max(0, Math.floor((now - coveredUntil.getTime()) / 1_000)),
        }),
    ...(next === undefined ? {} : { next_run_at: next.toISOString() }),
    ...(lastRun === undefined ? {} : { last_run: lastRun }),
    failures: record.failures,
    ...(lastRun?.error === undefined ? {} : { last_error: lastRun.error }),
    quarantined: record.quarantined,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}

function stateOf(record: SourceRecord, running: boolean, now: number): SourceState {
  if (running) return 'running';
  if (!record.enabled) return 'disabled';
  if (record.lastRun?.state === 'failed') return 'failing';
  return isLagging(record, now) ? 'lagging' : 'idle';
}
