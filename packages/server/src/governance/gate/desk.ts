import type {
  FailoverDrill,
  FailoverDrillInput,
  GateExceptionInput,
  GateReviewInput,
  GateSettings,
  GateStatus,
  GateSummary,
  Page,
  putGateSettings,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import type { LedgerStore } from '../../ledger/port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ChangeBy, GateRecord, GateRecords, Registry } from '../../registry/index.ts';
import { drillCallOf, type RunDrill } from './drill.ts';
import { type Evaluation, evaluateGate } from './evaluate.ts';
import type { GateFacts } from './facts.ts';
import { type GateQuery, pageOfGates, summaryOf } from './list.ts';
import { readTraffic, type TrafficOf, trafficOfFamily } from './traffic.ts';

/** Figures move slowly; what people decide is looked at anew each time. */
const TRAFFIC_MS = 3_600_000;

export interface GateDeskDeps {
  registry: Pick<Registry, 'gates' | 'workloads' | 'compile' | 'organization'>;
  ledger: Pick<LedgerStore, 'costs' | 'totals'>;
  clock: Clock;
  /** Absent where no gateway runs. */
  drill?: RunDrill;
}

/** Gates of workloads: what they need for production, who decided what, and what gateways do about it. */
export interface GateDesk {
  /** Throws `not_found`. */
  show(workload: string): Promise<GateStatus>;
  list(query: GateQuery): Promise<Page<GateSummary>>;
  /** Throws `invalid_argument` for who may not decide, `conflict` when somebody did since `revision`. */
  review(workload: string, input: GateReviewInput, by: ChangeBy): Promise<GateStatus>;
  except(workload: string, input: GateExceptionInput, by: ChangeBy): Promise<GateStatus>;
  revoke(workload: string, exception: string, by: ChangeBy): Promise<GateStatus>;
  drill(workload: string, input: FailoverDrillInput, by: ChangeBy): Promise<FailoverDrill>;
  settings(): GateSettings;
  /** All workloads are looked at before anything is enforced. */
  changeSettings(input: z.infer<typeof putGateSettings>, by: ChangeBy): Promise<GateSettings>;
  /** Looks at all workloads and tells gateways what changed. */
  refresh(): Promise<void>;
}

export function createGateDesk({ registry, ledger, clock, drill }: GateDeskDeps): GateDesk {
  const { gates } = registry;
  let known: { at: number; traffic: TrafficOf } | undefined;

  async function traffic(): Promise<TrafficOf> {
    const now = clock.now();
    if (known !== undefined && now - known.at < TRAFFIC_MS) return known.traffic;
    const fresh = await readTraffic(ledger, now, registry.organization.show().time_zone);
    known = { at: now, traffic: fresh };
    return fresh;
  }

  function evaluate(record: GateRecord, { people }: GateRecords, of: TrafficOf): Evaluation {
    const { workloads, environments } = registry.compile();
    const { id, environment } = record.workload;
    const facts: GateFacts = {
      now: clock.now(),
      currency: registry.organization.show().currency,
      record,
      people,
      tags: workloads[id]?.tags ?? {},
      requiredTags: environments[environment]?.requiredTags ?? [],
      traffic: trafficOfFamily(of, registry.workloads.family(id)),
    };
    return evaluateGate(facts, gates.settings());
  }

  async function all(): Promise<{ record: GateRecord; evaluation: Evaluation }[]> {
    const of = await traffic();
    const loaded = await gates.records();
    return loaded.records.map((record) => ({ record, evaluation: evaluate(record, loaded, of) }));
  }

  /** One workload by its figures of this moment, which gateways hear of, too. */
  async function show(id: string): Promise<GateStatus> {
    await registry.workloads.show(id);
    const of = await readTraffic(
      ledger,
      clock.now(),
      registry.organization.show().time_zone,
      registry.workloads.family(id),
    );
    const loaded = await gates.records([id]);
    const [record] = loaded.records;
    if (record === undefined) throw new WeirError('not_found', `There is no workload "${id}"`);
    const { status, finding } = evaluate(record, loaded, of);
    if (record.workload.stage !== 'retired') await gates.settle([finding]);
    return status;
  }

  async function refresh(): Promise<void> {
    const evaluated = await all();
    await gates.settle(evaluated.map(({ evaluation }) => evaluation.finding));
  }

  return {
    show,
    refresh,
    settings: () => gates.settings(),
    async changeSettings(input, by) {
      await refresh();
      return gates.changeSettings(input, by);
    },
    async list(query) {
      const summaries = (await all()).map(({ record, evaluation }) =>
        summaryOf(record.workload, evaluation.status),
      );
      return pageOfGates(summaries, query);
    },
    async review(id, input, by) {
      await gates.review(id, input, by);
      return show(id);
    },
    async except(id, input, by) {
      await gates.except(id, input, by);
      return show(id);
    },
    async revoke(id, exception, by) {
      await gates.revoke(id, exception, by);
      return show(id);
    },
    async drill(id, input, by) {
      const workload = await registry.workloads.show(id);
      const { workloads, environments } = registry.compile();
      const required = environments[workload.environment]?.requiredTags ?? [];
      const call = drillCallOf(workload, input, workloads[id]?.tags ?? {}, required);
      if (drill === undefined) throw noGateway();
      const done = await drill(call);
      await gates.noteDrill(done, by);
      await show(id);
      return done;
    },
  };
}

function noGateway(): WeirError {
  return new WeirError('admission_unavailable', 'A failover drill needs a running Weir, and none runs here', {
    remedy: 'Start it with `weir up`, then ask again.',
  });
}
