import type { Finding, Outcome, OutcomeRule } from '@weir/core/contract';
import type { OutcomeRecord, OutcomeStore } from '../ledger/outcome-port.ts';
import type { Clock } from '../platform/clock.ts';
import { belongingOf } from './belonging.ts';
import { isFault } from './check.ts';
import type { WorkloadFacts } from './port.ts';
import { applyRule } from './rules.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Outcomes older than that are not looked for any more. */
const WAITS_MS = 90 * DAY_MS;
const PAGE = 1_000;

interface KeeperDeps {
  store: Pick<OutcomeStore, 'append' | 'heads' | 'endedTasks' | 'list' | 'named'>;
  rules: {
    enabled(): Promise<{ rule: OutcomeRule; settledUntil: Date | undefined }[]>;
    settle(id: string, until: Date): Promise<void>;
  };
  workload(id: string): Promise<WorkloadFacts | undefined>;
  /** Since when calls are all there: what retention dropped is not lost. */
  detailSince(): Promise<Date>;
  /** How old the oldest call is that has not landed. */
  lagMs(): number;
  raise(finding: Pick<Finding, 'kind' | 'severity' | 'subject' | 'message'> & { occurrences?: number }): void;
  clock: Pick<Clock, 'now'>;
  /** Told of what failed; the others go on, and it is tried again the next time. */
  failed(what: string, error: unknown): void;
}

export interface OutcomeKeeper {
  /** Looks at rules and at outcomes without a workload; one at a time, once more while it runs does nothing. */
  run(): Promise<void>;
}

/** What the leading control does about outcomes by itself. */
export function createOutcomeKeeper(deps: KeeperDeps): OutcomeKeeper {
  const { store, clock } = deps;
  let running = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function applyRules(): Promise<void> {
    for (const { rule, settledUntil } of await deps.rules.enabled()) {
      try {
        const { until } = await applyRule(rule, settledUntil, deps, clock.now(), deps.lagMs());
        if (until.getTime() !== settledUntil?.getTime()) await deps.rules.settle(rule.id, until);
      } catch (error) {
        deps.failed(`the outcome rule ${rule.id} was not looked at`, error);
      }
    }
  }

  async function* waiting(query: { workload?: string; unlinked?: true }): AsyncGenerator<Outcome[]> {
    const now = clock.now();
    const since = Math.max(now - WAITS_MS, (await deps.detailSince()).getTime());
    const range = { since: new Date(since), until: new Date(now + HOUR_MS) };
    let cursor: string | null = null;
    do {
      const page: { data: Outcome[]; next_cursor: string | null } = await store.list({
        ...range,
        ...query,
        sandbox: 'include',
        limit: PAGE,
        ...(cursor === null ? {} : { cursor }),
      });
      yield page.data;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  /** What they name has landed since: now it is known whose they are. */
  async function findWorkloads(): Promise<void> {
    for await (const page of waiting({ workload: '' })) {
      const named = await store.named({
        tasks: page.flatMap(({ task }) => task ?? []),
        calls: page.flatMap(({ task, call }) => (task === undefined ? (call ?? []) : [])),
      });
      const found: OutcomeRecord[] = [];
      // told anew or taken back since the page was read: that counts, and is looked at the next time
      const heads = await store.heads(page.map(({ id }) => id));
      for (const { version, recorded_at: _, link: __, ...record } of page) {
        if (heads.get(record.id)?.version !== version) continue;
        const { task, call, source } = record;
        const what = { ...(task === undefined ? {} : { task }), ...(call === undefined ? {} : { call }) };
        const belonging = await belongingOf(what, named, { source }, deps.workload);
        if (isFault(belonging) || belonging.workload === '') continue;
        const sandbox = record.sandbox || (belonging.named?.sandbox ?? false);
        found.push({ ...record, workload: belonging.workload, sandbox });
      }
      if (found.length > 0) await store.append(found, new Date(clock.now()));
    }
  }

  async function findUnlinked(): Promise<void> {
    if (clock.now() - lookedAt < HOUR_MS) return;
    const lost = new Map<string, { count: number; example: string }>();
    for await (const page of waiting({ unlinked: true })) {
      for (const { workload, task, call, link } of page) {
        if (link !== 'unknown') continue;
        const subject = workload === '' ? 'no workload' : workload;
        const known = lost.get(subject) ?? { count: 0, example: task ?? call ?? '' };
        lost.set(subject, { ...known, count: known.count + 1 });
      }
    }
    lookedAt = clock.now();
    for (const [subject, { count, example }] of lost) {
      deps.raise({
        kind: 'outcome_unlinked',
        severity: 'warning',
        subject,
        message: `${count} outcome${count === 1 ? ' names a task or call that is' : 's name tasks or calls that are'} not in the ledger, a day after ${count === 1 ? 'it was' : 'they were'} told; the last is ${JSON.stringify(example.slice(0, 100))}. They count, but cost nothing. Does the application send x-weir-task with its calls, and the same id with its outcomes?`,
      });
    }
  }

  return {
    async run() {
      if (running) return;
      running = true;
      try {
        for (const [what, work] of [
          ['rules on outcomes', applyRules],
          ['outcomes without a workload', findWorkloads],
          ['outcomes that name nothing', findUnlinked],
        ] as const) {
          await work().catch((error: unknown) => deps.failed(`${what} were not looked at`, error));
        }
      } finally {
        running = false;
      }
    },
  };
}
