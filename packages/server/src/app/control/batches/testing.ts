import { createHash } from 'node:crypto';
import type { CallFact } from '@weir/core/contract';
import type { ResourceStore } from '../../../gateway/resources/port.ts';
import { book, Harness, type Setup } from '../../../gateway/testing/harness.ts';
import { PROVIDER_SECRET, provider } from '../../../gateway/testing/state.ts';
import { createExclusive } from '../../../ledger/exclusive.ts';
import type { LedgerBatch } from '../../../ledger/port.ts';
import { systemClock } from '../../../platform/clock.ts';
import { platformOf } from '../../../providers/platforms/index.ts';
import type { AdmissionState } from '../../../registry/index.ts';
import { testClock, testRegistry } from '../../../registry/testing.ts';
import { startSandbox } from '../../../sandbox/testing.ts';
import { createProviderApi, type ProviderApi } from './provider-api.ts';
import { BatchSettler } from './settler.ts';

export const OTHER_SECRET = 'wk_otherotherotherotherotherotherother00';

/** A ledger in memory that can fail when told. */
export class MemoryLedger {
  readonly calls: CallFact[] = [];
  failing = false;

  async existing(ids: readonly string[]): Promise<Set<string>> {
    return new Set(ids.filter((id) => this.calls.some((call) => call.call_id === id)));
  }

  async append({ calls }: LedgerBatch): Promise<void> {
    if (this.failing) throw new Error('killed before the append');
    this.calls.push(...calls);
  }
}

/** Gateway, sandbox and control's part of resources in one process. The registry is shared and slow to make. */
export async function startWorld(setup: Setup = {}) {
  const sandbox = await startSandbox();
  const registry = await testRegistry(testClock(new Date().toISOString()));
  const ledger = new MemoryLedger();
  const settled: CallFact[][] = [];
  let state: AdmissionState | undefined;
  const env = { PROVIDER_KEY: PROVIDER_SECRET };
  const settlerWith = (over: Partial<ConstructorParameters<typeof BatchSettler>[0]> = {}) =>
    new BatchSettler({
      resources: registry.resources,
      ledger,
      exclusive: createExclusive(),
      state: () => state as AdmissionState,
      priceBook: () => book,
      api: createProviderApi({ platforms: platformOf, env, now: Date.now }),
      clock: systemClock,
      settled: (calls) => void settled.push([...calls]),
      ...over,
    });
  const settler = settlerWith();
  const control = { down: false };
  const reach = () => {
    if (control.down) throw new Error('control is down');
  };
  const store: ResourceStore = {
    async find(workload, ids) {
      reach();
      return registry.resources.find(workload, ids);
    },
    async remember(records) {
      reach();
      await registry.resources.remember(records);
    },
    async forget(workload, id) {
      reach();
      await registry.resources.forget(workload, id);
    },
    async settleBatch(workload, id) {
      reach();
      const [record] = (await registry.resources.find(workload, [id])).own;
      return record === undefined || (await settler.settle(record));
    },
  };
  const harness = await new Harness().start({
    providers: {
      openai: provider({ id: 'openai', baseUrl: `${sandbox.url}/openai/v1` }),
      anthropic: provider({
        id: 'anthropic',
        dialect: 'anthropic',
        baseUrl: `${sandbox.url}/anthropic/v1`,
      }),
      google: provider({ id: 'google', dialect: 'gemini', baseUrl: `${sandbox.url}/gemini/v1beta` }),
      second: provider({
        id: 'second',
        baseUrl: `${sandbox.url}/openai/v1`,
        secretEnv: 'SECOND_KEY',
        priceProvider: 'openai',
      }),
    },
    ...setup,
    options: {
      resources: store,
      env: { ...env, SECOND_KEY: 'sk-second' },
      ...setup.options,
    },
    change(admission) {
      const keyed = createHash('sha256').update(OTHER_SECRET).digest('hex');
      admission.keys[keyed] = { id: 'key_2', workload: 'other', state: 'active', tags: {} };
      const first = admission.workloads['support-bot'];
      if (first !== undefined) admission.workloads['other'] = { ...first, id: 'other' };
      setup.change?.(admission);
      state = admission;
    },
  });
  return {
    harness,
    registry,
    ledger,
    settler,
    settlerWith,
    settled,
    control,
    sandbox,
    async stop() {
      await harness.stop();
      await registry.close();
      await sandbox.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
export type { ProviderApi };
