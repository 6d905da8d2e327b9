import type { Config, ProviderConfig } from '../platform/config/schema.ts';
import type { AdmissionProvider } from './admission-state.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Providers that exist without an entry in weir.yaml, keyed by the environment variable their users have already. */
const BUILT_IN: readonly Omit<AdmissionProvider, 'configured'>[] = [
  builtIn('openai', 'openai', 'https://api.openai.com/v1', 'OPENAI_API_KEY'),
  builtIn('anthropic', 'anthropic', 'https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY'),
  builtIn('google', 'gemini', 'https://generativelanguage.googleapis.com/v1beta', 'GEMINI_API_KEY'),
];

/** Dialects the gateway can forward; a key for another one does not end the trial. */
const SERVED = new Set(['openai', 'anthropic']);

/** Providers by id: the built-in ones, those of weir.yaml (which win over a built-in id), the sandbox. */
export function providersOf(config: Config, env: Env): Record<string, AdmissionProvider> {
  const known = [
    ...BUILT_IN.map((provider) => ({ ...provider, configured: isSet(env, provider.secretEnv) })),
    ...config.providers.map((entry) => fromFile(entry, env)),
    ...sandboxProviders(config, env),
  ];
  return Object.fromEntries(known.map((provider) => [provider.id, provider]));
}

/** Whether anything but the sandbox could answer a call. */
export function hasRealProvider(providers: Readonly<Record<string, AdmissionProvider>>): boolean {
  return Object.values(providers).some(
    ({ sandbox, configured, dialect }) => !sandbox && configured && SERVED.has(dialect),
  );
}

function builtIn(
  id: string,
  dialect: AdmissionProvider['dialect'],
  baseUrl: string,
  secretEnv: string,
): Omit<AdmissionProvider, 'configured'> {
  return {
    id,
    dialect,
    baseUrl,
    secretEnv,
    priceProvider: id,
    sandbox: false,
    models: [],
    noStreamOptions: false,
    platform: 'direct',
    settings: {},
  };
}

function fromFile(entry: ProviderConfig, env: Env): AdmissionProvider {
  const { id, dialect, models } = entry;
  return {
    id,
    dialect,
    baseUrl: entry.base_url.replace(/\/+$/, ''),
    ...(entry.secret_env === undefined ? {} : { secretEnv: entry.secret_env }),
    priceProvider: entry.price_provider ?? id,
    sandbox: false,
    configured: entry.secret_env === undefined || isSet(env, entry.secret_env),
    models,
    noStreamOptions: entry.no_stream_options,
    platform: 'direct',
    settings: {},
  };
}

function sandboxProviders(config: Config, env: Env): AdmissionProvider[] {
  const url = env['WEIR_SANDBOX_URL']?.replace(/\/+$/, '');
  if (!config.sandbox.enabled || url === undefined || url === '') return [];
  return (['openai', 'anthropic'] as const).map((dialect) => ({
    id: `sandbox-${dialect}`,
    dialect,
    baseUrl: `${url}/v1`,
    priceProvider: dialect,
    sandbox: true,
    configured: true,
    models: [],
    noStreamOptions: false,
    platform: 'direct',
    settings: {},
  }));
}

function isSet(env: Env, name: string | undefined): boolean {
  return name !== undefined && (env[name] ?? '').trim() !== '';
}
