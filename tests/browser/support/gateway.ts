import type { CallFact, PlaygroundAnswer, ProviderHealth, RoutingDecision } from '@weir/core/contract';
import type { PriceBook } from '@weir/core/pricing';
import { catalogModels, simulateRoute } from '../../../packages/server/src/gateway/index.ts';
import { type AdminDeps, createModelDirectory } from '../../../packages/server/src/http/index.ts';
import type { Catalog } from '../../../packages/server/src/platform/catalog.ts';
import { systemClock } from '../../../packages/server/src/platform/clock.ts';
import type { Registry } from '../../../packages/server/src/registry/index.ts';

const BY = { actor: 'demo' };
const LANDS_AFTER_MS = 300;

/** Variables that make two providers configured; nothing is ever sent to them. */
export const PROVIDER_ENV = { OPENAI_API_KEY: 'unused', ANTHROPIC_API_KEY: 'unused' };

/** Routes, data classes and policies as a company that uses them would have. */
export async function createRules(registry: Registry): Promise<void> {
  await registry.routes.create(
    {
      id: 'fast',
      name: 'Fast and cheap',
      strategy: 'cheapest',
      candidates: candidates('gpt-4o-mini', 'claude-haiku-4-5'),
    },
    BY,
  );
  await registry.routes.create(
    {
      id: 'support-default',
      strategy: 'weighted',
      candidates: [
        { model: 'gpt-4o', weight: 3 },
        { model: 'claude-sonnet-4-5', weight: 1 },
      ],
    },
    BY,
  );
  await registry.dataClasses.create(
    { id: 'personal', name: 'Personal data', allowed_providers: ['openai'], allowed_regions: [] },
    BY,
  );
  await registry.workloads.change(
    'support-bot',
    {
      approved_models: [],
      routing: {
        default_model: 'fast',
        allowed_tiers: [],
        fallbacks: ['gpt-4o'],
        escalation: { to: ['gpt-4o'], on: ['refusal', 'invalid_output'], min_confidence: 0.7 },
        shadow: { model: 'claude-haiku-4-5', percent: 5 },
      },
      caching: {
        exact: { ttl_seconds: 7_200, per_user: true, any_temperature: false },
        prompt: { insert_cache_points: true },
      },
      data: {
        detectors: { email: 'redact', api_key: 'block' },
        answers: true,
        retention: { days: 14, sample_percent: 10 },
      },
    },
    BY,
  );
}

const candidates = (...models: string[]) => models.map((model) => ({ model, weight: 1 }));

const ROUTING: RoutingDecision = {
  rules: ['route fast', 'strategy cheapest', 'escalation refusal'],
  candidates: [
    { provider: 'openai', model: 'gpt-4o-mini', tier: 'small', fate: 'tried', estimated_cost: '0.00042' },
    { provider: 'openai', model: 'gpt-4o', tier: 'mid', fate: 'chosen', estimated_cost: '0.007' },
    {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      tier: 'mid',
      fate: 'standby',
      estimated_cost: '0.0093',
    },
    {
      provider: 'anthropic',
      model: 'claude-opus-4-1',
      tier: 'frontier',
      fate: 'excluded',
      reason: 'tier_not_allowed',
      estimated_cost: '0.046',
    },
    { provider: 'deepseek', model: 'deepseek-chat', fate: 'excluded', reason: 'provider_unconfigured' },
  ],
};

/** Ids that screens are opened at. */
export const EXAMPLES = {
  escalated: '01a0eeee-0000-7000-8000-000000000001',
  cached: '01a0eeee-0000-7000-8000-000000000002',
  shadow: '01a0eeee-0000-7000-8000-000000000003',
};

/** Calls that show what routing, cache, shadowing and data rules leave behind, made from an ordinary one. */
export function exampleCalls(call: CallFact): CallFact[] {
  const at = (secondsAgo: number) => {
    const started = new Date(Date.now() - secondsAgo * 1_000).toISOString();
    return { started_at: started, ended_at: started };
  };
  const [attempt] = call.attempts;
  const tried =
    attempt === undefined
      ? []
      : [
          { ...attempt, model: 'gpt-4o-mini', superseded_by: 'escalation:refusal' },
          { ...attempt, attempt: 2 },
        ];
  return [
    {
      ...call,
      ...at(30),
      call_id: EXAMPLES.escalated,
      requested_model: 'fast',
      attempts: tried,
      routing: ROUTING,
      cache: 'miss',
      data_class: 'personal',
      detections: { email: 2, iban: 1 },
      detection_action: 'redact',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    },
    {
      ...call,
      ...at(20),
      call_id: EXAMPLES.cached,
      attempts: [],
      charges: [],
      cost: '0',
      cache: 'hit',
      avoided_cost: call.cost,
    },
    {
      ...call,
      ...at(29),
      call_id: EXAMPLES.shadow,
      purpose: 'evaluation',
      parent_call: EXAMPLES.escalated,
      charges: call.charges.map((charge) => ({ ...charge, category: 'evaluation' as const })),
    },
  ];
}

function health(): ProviderHealth[] {
  const gateway = 'worker-1';
  return [
    {
      provider: 'openai',
      gateway,
      state: 'healthy',
      ttft_p50_ms: 412,
      ttft_p95_ms: 1_180,
      error_share: 0.004,
      calls: 940,
      rate_limit: {
        limit_requests: 10_000,
        remaining_requests: 8_420,
        limit_tokens: 2_000_000,
        remaining_tokens: 1_310_000,
      },
    },
    {
      provider: 'openai',
      model: 'gpt-4o',
      gateway,
      state: 'degraded',
      ttft_p50_ms: 910,
      ttft_p95_ms: 4_300,
      error_share: 0.11,
      calls: 212,
    },
    {
      provider: 'anthropic',
      gateway,
      state: 'cooling_down',
      until: new Date(Date.now() + 25_000).toISOString(),
      ttft_p50_ms: 640,
      ttft_p95_ms: 2_050,
      error_share: 0.08,
      calls: 310,
      rate_limit: { limit_requests: 4_000, remaining_requests: 160 },
    },
  ];
}

interface GatewayParts {
  registry: Registry;
  catalog: Catalog;
  priceBook: PriceBook;
  /** An ordinary call of the history. */
  sample: () => Promise<CallFact | undefined>;
  land: (call: CallFact) => Promise<void>;
}

/** What the admin API has of a gateway: the real catalog and simulator; health and playground are played. */
export function gatewayParts(parts: GatewayParts): Partial<AdminDeps> {
  const { registry, catalog, priceBook, sample, land } = parts;
  const models = catalogModels(catalog.models, catalog.list, () => priceBook, systemClock);
  let sent = 0;
  return {
    models: createModelDirectory({
      list: catalog.list,
      facts: catalog.models,
      priceBook: () => priceBook,
      providers: () => registry.compile().providers,
      clock: systemClock,
    }),
    providerHealth: health,
    simulateRoute: (input) =>
      simulateRoute(input, registry.compile(), () => priceBook, models, systemClock.now(), health()),
    async playground(input): Promise<PlaygroundAnswer> {
      sent += 1;
      const id = `01a0dddd-0000-7000-8000-${String(sent).padStart(12, '0')}`;
      const call = await sample();
      if (call !== undefined) {
        const [example = call] = exampleCalls(call);
        const tags = { ...call.tags, workload: input.workload };
        setTimeout(() => void land({ ...example, call_id: id, tags }), LANDS_AFTER_MS);
      }
      if (input.request['model'] === 'nothing') {
        const error = {
          message: 'No provider has the model "nothing".',
          code: 'model_not_found',
          remedy: 'Use a model of GET /models.',
        };
        return { status: 404, response: { error }, call_id: id };
      }
      const content =
        'A weir holds the water back a little, measures what passes, and lets the rest flow on.';
      return {
        status: 200,
        response: { choices: [{ message: { role: 'assistant', content } }] },
        call_id: id,
      };
    },
  };
}
