import type { Gateway } from '../../gateway/index.ts';
import type { SpoolWriter } from '../../ledger/spool/port.ts';
import type { WorkerReport } from '../control/workers.ts';
import type { LimitsReport } from './limits.ts';
import type { Listener } from './listener.ts';

export interface Reported {
  gateway: Pick<Gateway, 'stats' | 'health' | 'prefixes'>;
  spool: Pick<SpoolWriter, 'health'>;
  listener: Pick<Listener, 'server'>;
  limits: LimitsReport;
  startedAt: string;
  draining: boolean;
  /** How long it has been without control, in all. */
  cutOffMs: number;
}

/** What a worker tells control of itself once a second. */
export function workerReport({
  gateway,
  spool,
  listener,
  limits,
  startedAt,
  draining,
  cutOffMs,
}: Reported): WorkerReport {
  const stats = gateway.stats();
  const { pendingBytes, full } = spool.health();
  return {
    pid: process.pid,
    state: draining ? 'draining' : 'ready',
    started_at: startedAt,
    calls: stats.calls,
    in_flight: stats.inFlight,
    state_version: stats.stateVersion,
    connections: listener.server.connections.open,
    shed: stats.refusals['overloaded'] ?? 0,
    event_loop_lag_ms: Math.round(stats.lagMs),
    rss_bytes: process.memoryUsage.rss(),
    health: gateway.health(),
    prefixes: gateway.prefixes(),
    limits,
    figures: {
      refusals: stats.refusals,
      refusals_unrecorded: stats.refusalsUnrecorded,
      retries: stats.retries,
      body_bytes: stats.bodyBytes,
      spool_pending_bytes: pendingBytes,
      spool_full: full,
      cut_off_ms: Math.round(cutOffMs),
    },
  };
}
