import type { CallSummary, CostReport, Page, Status } from '@weir/core/contract';
import type { Admin } from '../support/admin.ts';
import { sumOf } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import type { Seen } from './load.ts';

export interface Verdict {
  requests: number;
  /** Calls whose end the client saw. */
  ended: number;
  /** Calls that reached the provider. */
  reached: number;
  /** Rows in the ledger. */
  rows: number;
  /** Of these, flagged estimates of calls that died with their gateway. */
  lost: number;
  /** Must be empty, each. */
  endedButMissing: string[];
  endedButNotOk: string[];
  reachedButMissing: string[];
  twice: string[];
  unflagged: string[];
  /** Sum over the rows, and the total of the cost report. */
  cost: string;
  reported: string;
}

/** Holds the ledger against what clients and provider saw. */
export async function judge(
  admin: Admin,
  workload: string,
  seen: readonly Seen[],
  reached: ReadonlyMap<string, number>,
): Promise<Verdict> {
  await landed(admin);
  const rows = await allCalls(admin, workload);
  const byUser = new Map<string, CallSummary[]>();
  for (const row of rows) {
    const user = row.tags['user'] ?? '';
    byUser.set(user, [...(byUser.get(user) ?? []), row]);
  }
  const ended = seen.filter((one) => one.ended);
  const rowOf = (one: Seen) => byUser.get(one.user)?.find(({ call_id }) => call_id === one.callId);
  const lost = rows.filter(({ status }) => status === 'lost');
  const report = await admin.get<CostReport>(
    `/costs?by=workload&filter=workload=${workload}&since=2020-01-01&until=2100-01-01`,
  );
  return {
    requests: seen.length,
    ended: ended.length,
    reached: reached.size,
    rows: rows.length,
    lost: lost.length,
    endedButMissing: ended.filter((one) => rowOf(one) === undefined).map(({ user }) => user),
    endedButNotOk: ended
      .filter((one) => rowOf(one) !== undefined && rowOf(one)?.status !== 'ok')
      .map(({ user }) => user),
    reachedButMissing: [...reached.keys()].filter((user) => !byUser.has(user)),
    twice: [...byUser].filter(([, all]) => all.length > 1).map(([user]) => user),
    unflagged: lost.filter(({ estimated }) => !estimated).map(({ call_id }) => call_id),
    cost: sumOf(rows.map(({ cost }) => cost)),
    reported: report.total.cost,
  };
}

/** Everything on disk has found its way into the ledger. */
async function landed(admin: Admin): Promise<void> {
  let quiet = 0;
  await waitFor('the spool to be landed', 60_000, async () => {
    const { ledger } = await admin.get<Status>('/status');
    quiet = ledger.spool_bytes === 0 && ledger.lag_ms === 0 ? quiet + 1 : 0;
    // a killed worker's directory is looked at once more after its successor's
    return quiet >= 100 ? true : undefined;
  });
}

async function allCalls(admin: Admin, workload: string): Promise<CallSummary[]> {
  const rows: CallSummary[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({
      filter: `workload=${workload}`,
      sandbox: 'include',
      limit: '500',
      since: '2020-01-01',
    });
    if (cursor !== null) query.set('cursor', cursor);
    const page: Page<CallSummary> = await admin.get(`/calls?${query}`);
    rows.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return rows;
}
