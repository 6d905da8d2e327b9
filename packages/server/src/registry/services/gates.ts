import type {
  FailoverDrill,
  GateExceptionInput,
  GateReviewInput,
  GateSettings,
  putGateSettings,
} from '@weir/core/contract';
import type { z } from 'zod';
import { failoverDrills, type GateLack, gates } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { except, review, revoke } from './gate-decisions.ts';
import { type GateRecords, loadGateRecords } from './gate-records.ts';
import { changeGateSettings, gateSettingsOf } from './gate-settings.ts';

/** What was found missing at a workload, and will be. */
export interface GateFinding {
  workload: string;
  lacks: readonly GateLack[];
}

/** Decisions on what workloads need before production, and what was found; what they need is for others to judge. */
export interface GateService {
  settings(): GateSettings;
  changeSettings(input: z.infer<typeof putGateSettings>, by: ChangeBy): Promise<GateSettings>;
  /** What judging rests on; all workloads that are not retired when no ids are given. */
  records(ids?: readonly string[]): Promise<GateRecords>;
  /** Throws `invalid_argument`, `not_found`, `conflict` when somebody else decided since `revision`. */
  review(workload: string, input: GateReviewInput, by: ChangeBy): Promise<void>;
  /** As `review`. */
  except(workload: string, input: GateExceptionInput, by: ChangeBy): Promise<void>;
  revoke(workload: string, exception: string, by: ChangeBy): Promise<void>;
  noteDrill(drill: FailoverDrill, by: ChangeBy): Promise<void>;
  /** Keeps what differs from what was found before; gateways hear of it at once. */
  settle(findings: readonly GateFinding[]): Promise<void>;
}

const SYSTEM: ChangeBy = { actor: 'system' };

export function gateService(store: Store): GateService {
  return {
    settings: () => gateSettingsOf(store),
    changeSettings: (input, by) => changeGateSettings(store, input, by),
    records: (ids) => loadGateRecords(store, ids),
    review: (id, input, by) => store.change(by, (change) => review(change, id, input, by.actor)),
    except: (id, input, by) => store.change(by, (change) => except(change, id, input, by.actor)),
    revoke: (id, exception, by) => store.change(by, (change) => revoke(change, id, exception)),
    noteDrill: (drill, by) =>
      store.change(by, async (change) => {
        const { workload, ok, at } = drill;
        const id = change.newId();
        const row = { id, workload, at: new Date(at), ok, result: { ...drill }, actor: by.actor };
        await change.tx.insert(failoverDrills).values(row);
        change.audit('gate.drill', `workload/${workload}`, undefined, drill);
      }),
    async settle(findings) {
      const known = store.directory.rows.gate;
      const news = findings.filter(({ workload, lacks }) => {
        const before = known.get(workload);
        return before === undefined || textOf(before.missing) !== textOf(lacks);
      });
      if (news.length === 0) return;
      await store.change(SYSTEM, async (change) => {
        for (const found of news) await keep(change, found, known.get(found.workload));
      });
    },
  };
}

async function keep(
  change: Change,
  { workload, lacks }: GateFinding,
  before: Tables['gate'] | undefined,
): Promise<void> {
  const until = firstEnd(lacks);
  const found = { missing: [...lacks], until, evaluatedAt: change.now };
  const [row] = await change.tx
    .insert(gates)
    .values({ id: workload, revision: 0, ...found })
    .onConflictDoUpdate({ target: gates.id, set: found })
    .returning();
  if (row === undefined) return;
  change.put('gate', workload, row);
  // the first look at a workload changes nothing that anybody decided
  if (before === undefined) return;
  const [old, now] = [missingNow(before.missing), missingNow(lacks)];
  if (old.join() === now.join()) return;
  change.audit('gate.evaluate', `workload/${workload}`, { missing: old }, { missing: now });
}

function missingNow(lacks: readonly GateLack[]): string[] {
  return lacks.filter(({ from }) => from === undefined).map(({ item }) => item);
}

function firstEnd(lacks: readonly GateLack[]): Date | null {
  const ends = lacks.flatMap(({ from }) => (from === undefined ? [] : [Date.parse(from)]));
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

function textOf(lacks: readonly GateLack[]): string {
  return lacks.map(({ item, from = '' }) => `${item} ${from}`).join(',');
}
