import type { CallFact, Outcome, Page } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type {
  EndedTask,
  EndedTaskQuery,
  NamedCall,
  OutcomeAppend,
  OutcomeCostQuery,
  OutcomeCosts,
  OutcomeGroup,
  OutcomeHead,
  OutcomeNames,
  OutcomeQuery,
  OutcomeRecord,
  OutcomeStore,
  OutcomeSum,
  OutcomeSumQuery,
} from '../outcome-port.ts';
import { outcomeDigest } from '../sql/rows/outcome.ts';

const DAY_MS = 24 * 3_600_000;
type Kept = OutcomeRecord & { version: number; recorded_at: string };

/** Outcomes in memory, for tests of those who write or read them; `calls` is what has landed. */
export class FakeOutcomes implements OutcomeStore {
  readonly calls: CallFact[] = [];
  private readonly kept = new Map<string, Kept[]>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  async append(records: readonly OutcomeRecord[], recordedAt: Date): Promise<OutcomeAppend> {
    const result: OutcomeAppend = { added: 0, unchanged: 0, revised: 0, changed: [], pending: [] };
    records.forEach((record, i) => {
      if (!this.isThere(record)) result.pending.push(i);
      const versions = this.kept.get(record.id) ?? [];
      const last = versions.at(-1);
      if (last !== undefined && digestOf(last) === outcomeDigest(record)) {
        result.unchanged++;
        return;
      }
      result.changed.push(i);
      if (last === undefined) result.added++;
      else result.revised++;
      const kept = { ...record, version: versions.length + 1, recorded_at: recordedAt.toISOString() };
      this.kept.set(record.id, [...versions, kept]);
    });
    return result;
  }

  async list(query: OutcomeQuery): Promise<Page<Outcome>> {
    const from = Number(query.cursor ?? 0);
    const all = this.latest(query)
      .filter(
        (one) =>
          (query.retracted === true || !one.retracted) &&
          (query.unlinked !== true || !this.isThere(one)) &&
          (query.task === undefined || one.task === query.task) &&
          (query.customer === undefined || one.customer === query.customer) &&
          (query.success === undefined || one.success === query.success),
      )
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1));
    const end = from + query.limit;
    return {
      data: all.slice(from, end).map((one) => this.shown(one)),
      next_cursor: end < all.length ? String(end) : null,
    };
  }

  async versions(id: string): Promise<Outcome[]> {
    return (this.kept.get(id) ?? []).map((one) => this.shown(one));
  }

  async sums(query: OutcomeSumQuery): Promise<OutcomeSum[]> {
    const sums = new Map<string, OutcomeSum>();
    for (const one of this.latest(query)) {
      if (one.retracted) continue;
      const group = Object.fromEntries(query.by.map((name) => [name, this.keyOf(one, name, query)]));
      const key = JSON.stringify(Object.values(group));
      const sum = sums.get(key) ?? { group, ...NOTHING };
      const value = one.success ? one.value : undefined;
      sums.set(key, {
        group,
        outcomes: sum.outcomes + 1,
        successes: sum.successes + Number(one.success),
        valued: sum.valued + Number(value !== undefined),
        value: Decimal.from(sum.value)
          .add(Decimal.from(value ?? '0'))
          .toString(),
        recorded_last: [sum.recorded_last, one.recorded_at].sort()[1] ?? '',
        late: sum.late + Number(!one.sandbox && Date.parse(one.recorded_at) >= query.until.getTime()),
      });
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }

  async costs(query: OutcomeCostQuery): Promise<OutcomeCosts> {
    const successes = this.latest(query).filter(({ success, retracted }) => success && !retracted);
    const costs = successes
      .filter((one) => this.callsOf(one).length > 0)
      .map((one) => this.callsOf(one).reduce((sum, { cost }) => sum.add(Decimal.from(cost)), Decimal.ZERO))
      .sort((a, b) => a.compare(b));
    const unknown = successes.length - costs.length;
    if (costs.length === 0) return { sample: 0, unknown };
    const at = (level: number) =>
      (
        costs[Math.min(costs.length - 1, Math.max(0, Math.ceil(costs.length * level) - 1))] ?? Decimal.ZERO
      ).toString();
    const total = costs.reduce((sum, cost) => sum.add(cost), Decimal.ZERO);
    const mean = total.divide(BigInt(costs.length), MONEY_SCALE).toString();
    return { sample: costs.length, unknown, p50: at(0.5), p95: at(0.95), p99: at(0.99), mean };
  }

  async named({ tasks, calls }: OutcomeNames): Promise<NamedCall[]> {
    const ofTasks = new Map<string, NamedCall>();
    for (const call of this.calls) {
      const { task, workload = '' } = call.tags;
      if (task === undefined || !tasks.includes(task)) continue;
      const key = JSON.stringify([task, workload]);
      const named = { workload, task, sandbox: call.sandbox, startedAt: call.started_at };
      if (!ofTasks.has(key)) ofTasks.set(key, named);
    }
    const ofCalls = this.calls
      .filter(({ call_id }) => calls.includes(call_id))
      .map(({ call_id, tags: { task, workload = '' }, sandbox, started_at }) => ({
        workload,
        ...(task === undefined ? {} : { task }),
        call: call_id,
        sandbox,
        startedAt: started_at,
      }));
    return [...[...ofTasks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, named]) => named), ...ofCalls];
  }

  async heads(ids: readonly string[]): Promise<Map<string, OutcomeHead>> {
    return new Map(
      ids.flatMap((id) => {
        const last = this.kept.get(id)?.at(-1);
        return last === undefined
          ? []
          : [
              [
                id,
                {
                  workload: last.workload,
                  version: last.version,
                  source: last.source,
                  retracted: last.retracted,
                },
              ] as const,
            ];
      }),
    );
  }

  async endedTasks({ workload, after, until, limit, next }: EndedTaskQuery) {
    const names = new Set(
      this.calls
        .filter(({ tags }) => tags['workload'] === workload)
        .flatMap(({ tags }) => tags['task'] ?? []),
    );
    const tasks = [...names]
      .map((task) => endedOf(task, this.callsOf({ workload, task })))
      .filter(
        ({ lastCallAt }) =>
          Date.parse(lastCallAt) > after.getTime() && Date.parse(lastCallAt) <= until.getTime(),
      )
      .sort((a, b) => (a.lastCallAt < b.lastCallAt ? -1 : 1));
    const from = Number(next ?? 0);
    const end = from + limit;
    return { tasks: tasks.slice(from, end), next: end < tasks.length ? String(end) : undefined };
  }

  private latest(
    query: Pick<OutcomeSumQuery, 'since' | 'until' | 'workload' | 'outcome' | 'sandbox'>,
  ): Kept[] {
    return [...this.kept.values()]
      .flatMap((versions) => versions.slice(-1))
      .filter(
        (one) =>
          Date.parse(one.at) >= query.since.getTime() &&
          Date.parse(one.at) < query.until.getTime() &&
          (query.workload === undefined || [query.workload].flat().includes(one.workload)) &&
          (query.outcome === undefined || one.outcome === query.outcome) &&
          (query.sandbox === 'include' || !one.sandbox),
      );
  }

  private callsOf({ workload, task, call }: Pick<OutcomeRecord, 'workload' | 'task' | 'call'>): CallFact[] {
    if (task === undefined) return this.calls.filter(({ call_id }) => call_id === call);
    return this.calls.filter(({ tags }) => tags['task'] === task && (tags['workload'] ?? '') === workload);
  }

  private isThere(one: Pick<OutcomeRecord, 'workload' | 'task' | 'call'>): boolean {
    return (one.task === undefined && one.call === undefined) || this.callsOf(one).length > 0;
  }

  private keyOf(one: Kept, name: OutcomeGroup, { interval, timeZone }: OutcomeSumQuery): string {
    if (name === 'bucket') return bucketOf(one.at, interval, timeZone);
    const last = this.callsOf(one).sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0];
    if (name === 'model') return last?.model ?? '';
    const own = one[name];
    if (own !== undefined || !['customer', 'user', 'prompt_version'].includes(name)) return own ?? '';
    return last?.tags[name] ?? '';
  }

  private shown(one: Kept): Outcome {
    const old = Date.parse(one.recorded_at) < this.now() - DAY_MS;
    return { ...one, link: this.isThere(one) ? 'linked' : old ? 'unknown' : 'pending' };
  }
}

const NOTHING = { outcomes: 0, successes: 0, valued: 0, value: '0', recorded_last: '', late: 0 };

function digestOf({ version: _, recorded_at: __, ...record }: Kept): string {
  return outcomeDigest(record);
}

/** Days only as UTC has them: enough for tests. */
function bucketOf(at: string, interval: OutcomeSumQuery['interval'], timeZone: string): string {
  if (timeZone !== 'UTC' || interval === undefined) throw new Error('the fake knows UTC and an interval');
  const day = new Date(
    `${at.slice(0, interval === 'month' ? 7 : 10)}${interval === 'month' ? '-01' : ''}T00:00:00Z`,
  );
  if (interval === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString();
}

function endedOf(task: string, calls: readonly CallFact[]): EndedTask {
  const last = [...calls].sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0];
  if (last === undefined) throw new Error('a task has calls');
  const { customer, user, prompt_version } = last.tags;
  return {
    task,
    lastCallAt: last.ended_at,
    steps: calls.filter(({ status }) => status !== 'refused').length,
    lastTools: last.tool_names,
    tools: calls.flatMap(({ tool_names }) => tool_names),
    lastOk: last.status === 'ok',
    sandbox: last.sandbox,
    ...(customer === undefined ? {} : { customer }),
    ...(user === undefined ? {} : { user }),
    ...(prompt_version === undefined ? {} : { prompt_version }),
  };
}
