import type { Dialect } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { AdmissionProvider, AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import type { Principal } from '../steps/authenticate.ts';
import { ownerOf } from '../steps/authenticate.ts';
import { approves } from '../steps/model-patterns.ts';
import { providerOfModel, sandboxOf } from './providers-of-models.ts';

/** Which provider answers, under which model name. */
export interface Target {
  readonly provider: AdmissionProvider;
  /** As the provider is to be asked. */
  readonly model: string;
}

/**
 * Provider and model of one concrete name: a provider named in it (`provider/model`), else the provider the model
 * belongs to. Its approval by the workload is checked here, because patterns may name providers. Throws WeirError
 * `model_unknown`, `model_not_approved`, `provider_unconfigured`.
 */
export function resolveTarget(
  principal: Principal,
  dialect: Dialect,
  requested: string,
  state: AdmissionState,
  catalog: ModelCatalog,
): Target {
  const { approvedModels } = principal.workload;
  const named = namedProvider(requested, state);
  if (named !== undefined) {
    if (approvedModels.length > 0 && !approves(approvedModels, named.provider.id, named.model)) {
      throw notApproved(principal, requested);
    }
    if (!named.provider.configured) throw unconfigured(named.provider);
    return named;
  }
  const real = providerOfModel(requested, dialect, state, catalog);
  const sandbox = sandboxOf(real?.dialect ?? dialect, state);
  const approvedReal =
    real !== undefined && (approvedModels.length === 0 || approves(approvedModels, real.id, requested));
  if (approvedReal && real.configured) return { provider: real, model: requested };
  const approvedSandbox =
    sandbox !== undefined &&
    approvedModels.some((pattern) => pattern.startsWith(`${sandbox.id}/`)) &&
    approves(approvedModels, sandbox.id, requested);
  if (sandbox !== undefined && (approvedSandbox || (approvedReal && state.trial))) {
    return { provider: sandbox, model: requested };
  }
  if (real !== undefined && !approvedReal) throw notApproved(principal, requested);
  if (real !== undefined) throw unconfigured(real);
  throw new WeirError('provider_unconfigured', `No provider of the ${dialect} dialect is configured.`, {
    remedy: 'Add one to weir.yaml under providers.',
  });
}

/** `provider/model`, where the first part is a provider Weir knows; other names may hold slashes, too. */
function namedProvider(requested: string, state: AdmissionState): Target | undefined {
  const named = splitName(requested, state);
  if (named?.model === '') {
    throw new WeirError('model_unknown', `${requested} names a provider but no model.`, {
      field: 'model',
      remedy: `Write it like ${named.provider.id}/<model>.`,
    });
  }
  return named;
}

/** The parts of `provider/model`; undefined when it names no provider Weir knows. The model may be empty. */
export function splitName(requested: string, state: AdmissionState): Target | undefined {
  const slash = requested.indexOf('/');
  if (slash <= 0) return undefined;
  const id = requested.slice(0, slash);
  const provider = Object.hasOwn(state.providers, id) ? state.providers[id] : undefined;
  return provider && { provider, model: requested.slice(slash + 1) };
}

function notApproved({ workload }: Principal, model: string): WeirError {
  const approved = workload.approvedModels.slice(0, 8).join(', ');
  return new WeirError(
    'model_not_approved',
    `The workload ${workload.id} may not use the model ${model}; approved: ${approved}.`,
    {
      field: 'model',
      remedy: `Ask ${ownerOf(workload.tags)} to approve it (weir workload, field approved_models).`,
    },
  );
}

function unconfigured(provider: AdmissionProvider): WeirError {
  return new WeirError('provider_unconfigured', `The provider ${provider.id} has no key in this Weir.`, {
    remedy:
      provider.secretEnv === undefined
        ? 'Configure it in weir.yaml under providers.'
        : `Have the operator set ${provider.secretEnv} and restart Weir, or ask for sandbox-${provider.id}/<model>.`,
  });
}
