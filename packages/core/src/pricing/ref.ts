import type { PriceOverride } from './overrides.ts';
import { SERVICE_TIERS, type ServiceTier } from './types.ts';

/** What a price reference says. */
export interface PriceRef {
  kind: 'list' | 'catalog' | 'org' | 'fallback' | 'other';
  /** Of list and fallback prices. */
  provider?: string;
  model?: string;
  /** First day of the list price; absent for `@undated`. */
  from?: string;
  /** Version of the list. */
  version?: string;
  /** Of an override. */
  id?: string;
  tier?: ServiceTier;
  region?: string;
}

const LISTED = /^([^/]+)\/(.*?)@([^@~]*)(?:~(.*))?$/;
/** What would be taken for another part of a reference. */
const MEANT_OTHERWISE = /[^\w.-]+/g;

/** `list:openai/o3@2025-06-10~0.1.8`; without `~` where the list has no version. A version is written in `[A-Za-z0-9_.-]`. */
export function listRef(
  provider: string,
  model: string,
  from: string | undefined,
  version: string | undefined,
): string {
  const listed = `list:${provider}/${model}@${from ?? 'undated'}`;
  return version === undefined
    ? listed
    : `${listed}~${version.replace(MEANT_OTHERWISE, '-').replace(/^-/, '')}`;
}

/** `+region:eu` and then `+batch`, of the modifiers that were applied. */
export function withModifiers(ref: string, modifiers: readonly PriceOverride[]): string {
  const regions = modifiers.flatMap(({ region }) => (region === undefined ? [] : [`+region:${region}`]));
  const service = modifiers.flatMap(({ tier }) => tier ?? []);
  const others = modifiers.filter(({ region, tier }) => region === undefined && tier === undefined);
  const names = [...new Set(regions), ...new Set(service.map((tier) => `+${tier}`))];
  return [ref, ...others.map(({ id }) => `+${id}`), ...names].join('');
}

/** Reads a price reference. What it does not know is of kind `other`. */
export function parsePriceRef(ref: string): PriceRef {
  const colon = ref.indexOf(':');
  const [kind, rest] = [ref.slice(0, colon), ref.slice(colon + 1)];
  if (kind === 'org') return { kind, id: rest };
  if (kind === 'fallback') return { kind, ...named(rest) };
  if (kind !== 'list' && kind !== 'catalog') return { kind: 'other' };
  const [name = '', ...modifiers] = rest.split('+');
  const applied = modifiersIn(modifiers);
  if (kind === 'catalog') return { kind, id: name, ...applied };
  const [, provider, model, from, version] = LISTED.exec(name) ?? [];
  if (provider === undefined || model === undefined) return { kind: 'other' };
  return {
    kind,
    provider,
    model,
    ...(from === undefined || from === 'undated' ? {} : { from }),
    ...(version === undefined ? {} : { version }),
    ...applied,
  };
}

function named(path: string): { provider: string; model: string } {
  const slash = path.indexOf('/');
  return { provider: path.slice(0, slash), model: path.slice(slash + 1) };
}

function modifiersIn(names: readonly string[]): Pick<PriceRef, 'tier' | 'region'> {
  const tier = SERVICE_TIERS.find((known) => names.includes(known));
  const region = names.find((name) => name.startsWith('region:'))?.slice('region:'.length);
  return { ...(tier === undefined ? {} : { tier }), ...(region === undefined ? {} : { region }) };
}
