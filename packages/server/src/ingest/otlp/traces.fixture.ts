import type { CallFact } from '@weir/core/contract';
import { createPriceBook, rateUsage } from '@weir/core/pricing';
import { createExclusive } from '../../ledger/exclusive.ts';
import { FakeStore } from '../../ledger/testing/fake-store.ts';
import type { TracedCall } from '../../ledger/trace-port.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import { TraceReceiver, type TraceReceiverDeps } from './receiver.ts';
import type { AttributeValue, Span } from './span.ts';

const catalog = loadCatalog();
const priceBook = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });
export const NOW = Date.parse('2026-11-22T10:00:00Z');
export const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A ledger that keeps calls in memory and can be asked for traces. */
export class TraceLedger extends FakeStore {
  async existing(ids: readonly string[]): Promise<Set<string>> {
    return new Set(ids.filter((id) => this.rows.some(({ call_id }) => call_id === id)));
  }

  async call(id: string): Promise<CallFact | undefined> {
    return this.rows.find(({ call_id }) => call_id === id);
  }

  async ofTraces(traceIds: readonly string[]): Promise<TracedCall[]> {
    if (this.down) throw new Error('store is down');
    return this.rows
      .filter(({ trace_id }) => trace_id !== undefined && traceIds.includes(trace_id))
      .map((call) => ({
        call_id: call.call_id,
        trace_id: call.trace_id ?? '',
        source: call.source,
        started_at: call.started_at,
        ended_at: call.ended_at,
        requested_model: call.requested_model,
        model: call.model,
        response_model: call.response_model ?? '',
        raw_usage: call.raw_usage ?? '',
        charges: call.charges.length,
      }));
  }

  /** Sum over calls and entries, as text without trailing zeros. */
  cost(): number {
    return Number(this.rows.reduce((sum, { cost }) => sum + Number(cost), 0).toFixed(12));
  }
}

export const RULES: AdmissionState = {
  version: 1,
  compiledAt: '2026-11-22T09:00:00Z',
  organization: { id: 'acme', timeZone: 'UTC', currency: 'USD' },
  // SHA-256 of `weir-key`
  keys: {
    '316dcc5c738abd11a94bd40ed2edcd6c7b7ec1ef40555f5cd004517c14750d54': {
      id: 'key_1',
      workload: 'bot',
      state: 'active',
      tags: { team: 'care' },
    },
  },
  workloads: {
    bot: {
      id: 'bot',
      environment: 'production',
      stage: 'production',
      tags: {
        application: 'helpdesk',
        owner: 'kim@example.com',
        cost_center: 'cc-1',
        business_process: 'support',
      },
      approvedModels: [],
    },
  },
  environments: {
    production: { requiredTags: ['application', 'owner'], missingTagPolicy: 'quarantine', defaults: {} },
  },
  providers: {},
  routes: {},
  dataClasses: {},
  budgets: [],
  rateLimits: [],
  kills: [],
  trial: false,
  priceOverrides: [],
  priceLists: [],
};

export const KEY = {
  key: { id: 'key_1', workload: 'bot', state: 'active', tags: { team: 'care' } },
} as const;

export function receiverOver(store: TraceLedger, more: Partial<TraceReceiverDeps> = {}): TraceReceiver {
  return new TraceReceiver({
    store,
    traces: store,
    exclusive: createExclusive(),
    priceBook: () => priceBook,
    rateUsage,
    rules: () => RULES,
    statedCosts: 'compare',
    clock: { now: () => NOW, monotonic: () => NOW },
    ...more,
  });
}

let spans = 0;

/** A span of a second, an hour ago. */
export function spanOf(attributes: Record<string, AttributeValue>, more: Partial<Span> = {}): Span {
  spans += 1;
  const start = BigInt(NOW - 3_600_000) * 1_000_000n;
  return {
    traceId: TRACE,
    spanId: spans.toString(16).padStart(16, '0'),
    parentSpanId: '',
    name: 'chat gpt-4o',
    startNano: start,
    endNano: start + 1_000_000_000n,
    statusCode: 0,
    statusMessage: '',
    attributes: new Map(Object.entries(attributes)),
    resource: new Map([['service.name', 'helpdesk-api']]),
    scope: 'test',
    ...more,
  };
}

/** gpt-4o: 2.50 and 10 dollars a million, so 0.00035 dollars. */
export const CHAT: Readonly<Record<string, AttributeValue>> = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 100,
  'gen_ai.usage.output_tokens': 10,
};
