import type { Dialect } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { AdmissionProvider, AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import { mayHold } from '../routing/qualify.ts';
import { resolveTarget, splitName } from '../routing/resolve-target.ts';
import type { Principal } from '../steps/authenticate.ts';
import { ownerOf } from '../steps/authenticate.ts';

/** Names people mean by a dialect. */
const FIRST_PARTY: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
};
/** Platforms on which things can be kept under ids. */
const KEEPING = new Set(['direct', 'azure']);

/**
 * Where a new thing is made: the provider of the models it names, else the one named by `x-weir-provider`, else the
 * provider of the workload's default model if it speaks the dialect, else the dialect's own. Throws WeirError
 * `invalid_argument`, `provider_unconfigured`, `model_not_approved`, `data_class_forbids`.
 */
export function providerForNew(
  principal: Principal,
  dialect: Dialect,
  named: string | undefined,
  models: readonly string[],
  state: AdmissionState,
  catalog: ModelCatalog,
): AdmissionProvider {
  const provider =
    named === undefined
      ? (ofModels(principal, dialect, models, state, catalog) ??
        ofDialect(principal, dialect, state, catalog))
      : ofName(named, state, principal);
  for (const model of models) {
    if (named !== undefined) resolveTarget(principal, dialect, `${provider.id}/${model}`, state, catalog);
  }
  return usable(provider, principal, dialect, state);
}

/** The provider of a thing that exists. Throws as `providerForNew`. */
export function providerOfExisting(
  id: string,
  principal: Principal,
  dialect: Dialect,
  state: AdmissionState,
): AdmissionProvider {
  const provider = Object.hasOwn(state.providers, id) ? state.providers[id] : undefined;
  if (provider === undefined) {
    throw new WeirError(
      'provider_unconfigured',
      `The provider ${id}, which keeps this, is no longer set up.`,
      {
        remedy: 'Have the operator put it back into weir.yaml.',
      },
    );
  }
  return usable(provider, principal, dialect, state);
}

function usable(
  provider: AdmissionProvider,
  { workload }: Principal,
  dialect: Dialect,
  state: AdmissionState,
): AdmissionProvider {
  if (!provider.configured) {
    throw new WeirError('provider_unconfigured', `The provider ${provider.id} has no key in this Weir.`, {
      remedy: `Have the operator set ${provider.secretEnv ?? 'its secret'} and restart Weir, or send x-weir-provider.`,
    });
  }
  if (provider.dialect !== dialect || !KEEPING.has(provider.platform)) {
    throw new WeirError(
      'invalid_argument',
      `The provider ${provider.id} keeps nothing in the ${dialect} dialect.`,
      {
        field: 'x-weir-provider',
        remedy: `Name a provider that speaks ${dialect} in x-weir-provider.`,
      },
    );
  }
  const { class: dataClass } = workload.data ?? {};
  const rules = dataClass === undefined ? undefined : state.dataClasses[dataClass];
  if (rules !== undefined && !mayHold(rules, provider.id, provider.region)) {
    throw new WeirError('data_class_forbids', `Data of class ${dataClass} may not go to ${provider.id}.`, {
      remedy: `Use a provider the class allows, or ask ${ownerOf(workload.tags)}.`,
    });
  }
  return provider;
}

function ofName(named: string, state: AdmissionState, { workload }: Principal): AdmissionProvider {
  const provider = Object.hasOwn(state.providers, named) ? state.providers[named] : undefined;
  const { approvedModels } = workload;
  const open = approvedModels.length === 0 || !provider?.sandbox || state.trial;
  if (provider !== undefined && (open || approvedModels.some((pattern) => pattern.startsWith(`${named}/`)))) {
    return provider;
  }
  throw new WeirError(
    'invalid_argument',
    `There is no provider ${named.slice(0, 64)} that this key may use.`,
    {
      field: 'x-weir-provider',
      remedy: `Name one of ${Object.keys(state.providers).join(', ')}.`,
    },
  );
}

function ofModels(
  principal: Principal,
  dialect: Dialect,
  models: readonly string[],
  state: AdmissionState,
  catalog: ModelCatalog,
): AdmissionProvider | undefined {
  let provider: AdmissionProvider | undefined;
  for (const model of models) {
    if (splitName(model, state) !== undefined) throw prefixed(model);
    const target = resolveTarget(principal, dialect, model, state, catalog);
    if (provider !== undefined && target.provider.id !== provider.id)
      throw several(provider, target.provider);
    provider = target.provider;
  }
  return provider;
}

function ofDialect(
  principal: Principal,
  dialect: Dialect,
  state: AdmissionState,
  catalog: ModelCatalog,
): AdmissionProvider {
  const { routing, approvedModels } = principal.workload;
  const preferred = routing?.default_model;
  if (preferred !== undefined && preferred !== 'default') {
    try {
      const { provider } = resolveTarget(principal, dialect, preferred, state, catalog);
      if (provider.dialect === dialect && KEEPING.has(provider.platform)) return provider;
    } catch {
      // a route or a tier: it names no one provider
    }
  }
  const speaking = Object.values(state.providers).filter(
    (provider) => provider.dialect === dialect && KEEPING.has(provider.platform),
  );
  const own = speaking.find(({ id }) => id === FIRST_PARTY[dialect]);
  const sandbox = speaking.find((provider) => provider.sandbox);
  const wantsSandbox =
    sandbox !== undefined && approvedModels.some((pattern) => pattern.startsWith(`${sandbox.id}/`));
  if (wantsSandbox) return sandbox;
  if (own?.configured) return own;
  const other = speaking.find((provider) => provider.configured && !provider.sandbox);
  const found = other ?? (state.trial ? sandbox : undefined) ?? own ?? speaking[0];
  if (found !== undefined) return found;
  throw new WeirError('provider_unconfigured', `No provider of the ${dialect} dialect is configured.`, {
    remedy: 'Add one to weir.yaml under providers.',
  });
}

function prefixed(model: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `A batch cannot name a provider in its models, as ${model} does.`,
    {
      field: 'model',
      remedy: 'Name the model as the provider does, and the provider in x-weir-provider.',
    },
  );
}

function several(a: AdmissionProvider, b: AdmissionProvider): WeirError {
  return new WeirError('invalid_argument', `The batch names models of ${a.id} and of ${b.id}.`, {
    field: 'model',
    remedy: 'Make one batch for each provider.',
  });
}
