import { createHash } from 'node:crypto';
import type { AdmissionProvider, AdmissionState, AdmissionWorkload } from '../../registry/admission-state.ts';

export const SECRET = 'wk_testtesttesttesttesttesttesttesttest';
export const PROVIDER_SECRET = 'sk-provider-secret';

export function provider(over: Partial<AdmissionProvider> & { id: string }): AdmissionProvider {
  return {
    dialect: 'openai',
    baseUrl: 'http://127.0.0.1:1/v1',
    secretEnv: 'PROVIDER_KEY',
    priceProvider: over.id,
    sandbox: false,
    configured: true,
    models: [],
    noStreamOptions: false,
    platform: 'direct',
    settings: {},
    ...over,
  };
}

export interface StateOptions {
  upstreamUrl: string;
  workload?: Partial<AdmissionWorkload>;
  providers?: Record<string, AdmissionProvider>;
  change?: (state: AdmissionState) => void;
}

/** One key of one workload in `development`, and both providers at the upstream double. */
export function testState({ upstreamUrl, workload, providers, change }: StateOptions): AdmissionState {
  const baseUrl = `${upstreamUrl}/v1`;
  const state: AdmissionState = {
    version: 1,
    compiledAt: '2026-11-22T00:00:00Z',
    organization: { id: 'default', timeZone: 'UTC', currency: 'USD' },
    keys: {
      [createHash('sha256').update(SECRET).digest('hex')]: {
        id: 'key_1',
        workload: 'support-bot',
        state: 'active',
        tags: {},
      },
    },
    workloads: {
      'support-bot': {
        id: 'support-bot',
        environment: 'development',
        stage: 'production',
        tags: { application: 'helpdesk', owner: 'ada@example.com', cost_center: 'cc-1' },
        approvedModels: [],
        ...workload,
      },
    },
    environments: {
      development: {
        requiredTags: ['application', 'owner', 'cost_center'],
        missingTagPolicy: 'quarantine',
        defaults: {},
      },
    },
    providers: providers ?? {
      openai: provider({ id: 'openai', baseUrl }),
      anthropic: provider({ id: 'anthropic', dialect: 'anthropic', baseUrl }),
    },
    routes: {},
    dataClasses: {},
    budgets: [],
    rateLimits: [],
    kills: [],
    trial: false,
    priceOverrides: [],
    priceLists: [],
  };
  change?.(state);
  return state;
}
