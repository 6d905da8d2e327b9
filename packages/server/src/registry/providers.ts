import { WeirError } from '@weir/core/errors';
import { loadPresets } from '../platform/catalog.ts';
import type { Config, ProviderConfig } from '../platform/config/schema.ts';
import type { ProviderPreset } from '../platform/provider-presets.ts';
import type { AdmissionProvider } from './admission-state.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Dialects the gateway can forward; a key for another one does not end the trial. */
const SERVED = new Set(['openai', 'anthropic', 'gemini']);

/**
 * Providers by id: those of the catalog (the big three always, others when their secret is set), those of weir.yaml
 * (which win over a catalog id), the sandbox. Throws WeirError `config_invalid` that names the entry at fault.
 */
export function providersOf(
  config: Config,
  env: Env,
  presets: readonly ProviderPreset[] = loadPresets({ env }),
): Record<string, AdmissionProvider> {
  const known = [
    ...presets.filter((preset) => isListed(preset, env)).map((preset) => ofPreset(preset, env)),
    ...config.providers.map((entry, i) => fromFile(entry, `providers[${i}]`, presets, env)),
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

function isListed({ listed, secret_env }: ProviderPreset, env: Env): boolean {
  return listed === 'always' || (listed === 'with_secret' && isSet(env, secret_env));
}

function ofPreset(preset: ProviderPreset, env: Env): AdmissionProvider {
  return {
    id: preset.id,
    dialect: preset.dialect,
    baseUrl: preset.base_url,
    ...(preset.secret_env === undefined ? {} : { secretEnv: preset.secret_env }),
    priceProvider: preset.price_provider ?? preset.id,
    sandbox: false,
    configured: isSet(env, preset.secret_env),
    models: [],
    noStreamOptions: preset.no_stream_options,
    platform: preset.platform,
    settings: preset.settings,
  };
}

function fromFile(
  entry: ProviderConfig,
  where: string,
  presets: readonly ProviderPreset[],
  env: Env,
): AdmissionProvider {
  const preset = presetOf(entry, where, presets);
  const dialect = entry.dialect ?? preset?.dialect;
  const platform = entry.platform ?? preset?.platform ?? 'direct';
  const settings = settingsOf(entry, preset, platform);
  const baseUrl = entry.base_url ?? presetUrl(preset, settings, where);
  if (dialect === undefined || baseUrl === undefined) {
    throw invalid(`${where} needs dialect and base_url, or a preset`, 'Add them to the entry in weir.yaml.');
  }
  const secretEnv = entry.secret_env ?? preset?.secret_env;
  const region = entry.region ?? settings['region'] ?? settings['location'];
  const priceRegion = priceRegionOf(settings, baseUrl);
  return {
    id: entry.id,
    dialect,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    ...(secretEnv === undefined ? {} : { secretEnv }),
    priceProvider: entry.price_provider ?? preset?.price_provider ?? preset?.id ?? entry.id,
    sandbox: false,
    configured: secretEnv === undefined || isSet(env, secretEnv) || 'credentials_file' in settings,
    models: entry.models,
    noStreamOptions: entry.no_stream_options ?? preset?.no_stream_options ?? false,
    platform,
    settings,
    ...(region === undefined ? {} : { region }),
    ...(priceRegion === undefined ? {} : { priceRegion }),
    ...((entry.allow_private_network ?? preset?.local) === true ? { allowPrivateNetwork: true } : {}),
  };
}

/** Hosts of OpenAI that keep data in a region: `eu.api.openai.com`. */
const REGIONAL_HOST = /^([a-z]{2})\.api\.openai\.com$/;

/** What the platform or the address says, not what data classes call it: only then the provider charges for it. */
function priceRegionOf(settings: Readonly<Record<string, string>>, baseUrl: string): string | undefined {
  const said = settings['region'] ?? settings['location'];
  if (said !== undefined) return said === 'global' ? undefined : said;
  return URL.canParse(baseUrl) ? REGIONAL_HOST.exec(new URL(baseUrl).hostname)?.[1] : undefined;
}

function presetOf(
  { preset: name }: ProviderConfig,
  where: string,
  presets: readonly ProviderPreset[],
): ProviderPreset | undefined {
  if (name === undefined) return undefined;
  const found = presets.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw invalid(
    `${where}.preset must be a server of the catalog, but it is ${JSON.stringify(name)}`,
    `Known: ${presets.map(({ id }) => id).join(', ')}. For any other server, give id, dialect and base_url.`,
  );
}

function settingsOf(
  { settings, region }: ProviderConfig,
  preset: ProviderPreset | undefined,
  platform: AdmissionProvider['platform'],
): Readonly<Record<string, string>> {
  // for AWS the region of the data is the region of the service
  const implied: Record<string, string> = platform === 'bedrock' && region !== undefined ? { region } : {};
  return { ...preset?.settings, ...implied, ...settings };
}

/** The preset's URL with its settings filled in. */
function presetUrl(
  preset: ProviderPreset | undefined,
  settings: Readonly<Record<string, string>>,
  where: string,
): string | undefined {
  if (preset === undefined) return undefined;
  for (const [name, urls] of Object.entries(preset.base_url_for)) {
    const special = urls[settings[name] ?? ''];
    if (special !== undefined) return special;
  }
  return preset.base_url.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) {
      throw invalid(
        `${where}.settings.${name} is missing: the preset ${preset.id} needs it`,
        `Add settings: { ${name}: ... } to the entry in weir.yaml, or a base_url of your own.`,
      );
    }
    if (/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(value)) return value;
    throw invalid(
      `${where}.settings.${name} must be letters, digits and hyphens`,
      'It becomes part of a host name.',
    );
  });
}

/** What of the sandbox stands for which dialect: path of its version, and whose prices its answers have. */
const SANDBOXES = [
  { id: 'sandbox-openai', dialect: 'openai', versionPath: '/v1', priceProvider: 'openai' },
  { id: 'sandbox-anthropic', dialect: 'anthropic', versionPath: '/v1', priceProvider: 'anthropic' },
  { id: 'sandbox-google', dialect: 'gemini', versionPath: '/v1beta', priceProvider: 'google' },
] as const;

function sandboxProviders(config: Config, env: Env): AdmissionProvider[] {
  const url = env['WEIR_SANDBOX_URL']?.replace(/\/+$/, '');
  if (!config.sandbox.enabled || url === undefined || url === '') return [];
  return SANDBOXES.map(({ id, dialect, versionPath, priceProvider }) => ({
    id,
    dialect,
    baseUrl: `${url}${versionPath}`,
    priceProvider,
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

function invalid(problem: string, remedy: string): WeirError {
  return new WeirError('config_invalid', `weir.yaml: ${problem}.`, { remedy });
}
