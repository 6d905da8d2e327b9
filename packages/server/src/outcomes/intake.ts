import type { Outcome, OutcomeAnswer } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { createExclusive } from '../ledger/exclusive.ts';
import type { NamedCall, OutcomeRecord, OutcomeStore } from '../ledger/outcome-port.ts';
import type { Clock } from '../platform/clock.ts';
import { belongingOf } from './belonging.ts';
import { type Fault, faultOf, isFault, readOutcome } from './check.ts';
import type { Teller, WorkloadFacts } from './port.ts';
import { recordOf } from './record.ts';

const OF_RULES = 'rule:';

export interface IntakeDeps {
  store: Pick<OutcomeStore, 'append' | 'named' | 'heads' | 'versions'>;
  /** Undefined when there is none of this id. */
  workload(id: string): Promise<WorkloadFacts | undefined>;
  /** Whether the books of the month that holds this instant are closed. */
  isClosed(at: Date): boolean;
  clock: Pick<Clock, 'now'>;
}

export interface Intake {
  /** Takes the good ones and lists the others. Safe to repeat. Throws when the ledger fails: then all may be told again. */
  take(told: readonly unknown[], by: Teller): Promise<OutcomeAnswer>;
  /** Counts no more, stays to be seen. Once more changes nothing. Throws `not_found`. */
  retract(id: string): Promise<Outcome>;
}

export function createIntake(deps: IntakeDeps): Intake {
  const { store, clock } = deps;
  // two keys that tell the same id at once would both find it free
  const appends = createExclusive();

  async function take(told: readonly unknown[], by: Teller): Promise<OutcomeAnswer> {
    const now = clock.now();
    const read = told.map((one) => readOutcome(one, now, by));
    const inputs = read.flatMap((one) => (isFault(one) ? [] : [one]));
    const named = await store.named({
      tasks: inputs.flatMap(({ task }) => task ?? []),
      calls: inputs.flatMap(({ call }) => call ?? []),
    });
    const facts = remembered(deps.workload);
    const errors: OutcomeAnswer['errors'] = [];
    const warnings: NonNullable<OutcomeAnswer['warnings']> = [];
    const records: { index: number; record: OutcomeRecord; named: NamedCall | undefined }[] = [];
    for (const [index, input] of read.entries()) {
      const made = isFault(input) ? input : await make(input);
      if (isFault(made)) errors.push({ index, ...made });
      else records.push({ index, ...made });
    }
    const { kept, appended } = await appends(async () => {
      const kept = await refuseOthers(records, by, errors);
      return {
        kept,
        appended: await store.append(
          kept.map(({ record }) => record),
          new Date(now),
        ),
      };
    });
    const { added, unchanged, revised, changed, pending } = appended;
    for (const { index, record, named } of kept) {
      if (named !== undefined && Date.parse(record.at) < Date.parse(named.startedAt)) {
        const message = `It happened before the first call of what it names, which began at ${named.startedAt}`;
        warnings.push({ index, field: 'at', message });
      }
    }
    return {
      added,
      unchanged,
      revised,
      pending: pending.length,
      late: changed.filter((i) => deps.isClosed(new Date(kept[i]?.record.at ?? 0))).length,
      ids: kept.map(({ record }) => record.id),
      errors: errors.sort((a, b) => a.index - b.index),
      ...(warnings.length === 0 ? {} : { warnings }),
    };

    async function make(input: (typeof inputs)[number]) {
      const belonging = await belongingOf(input, named, by, facts);
      if (isFault(belonging)) return belonging;
      const workload = belonging.workload === '' ? undefined : await facts(belonging.workload);
      return { record: recordOf(input, belonging, workload, by), named: belonging.named };
    }
  }

  /** Who may speak for one workload only must not say anew what belongs to another. */
  async function refuseOthers<T extends { index: number; record: OutcomeRecord }>(
    records: readonly T[],
    by: Teller,
    errors: OutcomeAnswer['errors'],
  ): Promise<T[]> {
    if (by.workload === undefined) return [...records];
    const heads = await store.heads(records.map(({ record }) => record.id));
    return records.filter(({ index, record }) => {
      const head = heads.get(record.id);
      const fault = takenId(record.id, head, by.workload);
      if (fault === undefined) return true;
      errors.push({ index, ...fault });
      return false;
    });
  }

  async function retract(id: string): Promise<Outcome> {
    const last = (await store.versions(id)).at(-1);
    if (last === undefined) {
      throw new WeirError('not_found', `There is no outcome ${JSON.stringify(id)}`, {
        field: 'id',
        remedy: '`weir outcome list` shows what was told.',
      });
    }
    if (last.retracted) return last;
    const { version: _, recorded_at: __, link: ___, ...record } = last;
    await store.append([{ ...record, retracted: true }], new Date(clock.now()));
    return (await store.versions(id)).at(-1) ?? last;
  }

  return { take, retract: (id) => appends(() => retract(id)) };
}

/** Ids that rules give are foreseeable: whoever told one first, taken back, would keep it from counting. */
function takenId(id: string, head: { workload: string } | undefined, workload?: string): Fault | undefined {
  if (head === undefined && id.startsWith(OF_RULES)) {
    const remedy = 'Choose another beginning.';
    return faultOf('id', `Ids that begin with "${OF_RULES}" are those of outcome rules`, remedy);
  }
  if (head === undefined || head.workload === workload) return undefined;
  const remedy = 'Begin ids with the name of the workload.';
  return faultOf('id', 'An outcome of this id belongs to another workload', remedy);
}

/** Asked once per batch. */
function remembered(ask: IntakeDeps['workload']): IntakeDeps['workload'] {
  const known = new Map<string, Promise<WorkloadFacts | undefined>>();
  return (id) => {
    const answer = known.get(id) ?? ask(id);
    known.set(id, answer);
    return answer;
  };
}
