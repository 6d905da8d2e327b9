import type { Dialect } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { adapterOf } from '../../providers/index.ts';
import type { PlatformOf } from '../../providers/platforms/index.ts';
import { translationOf } from '../../providers/translation/index.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import type { CallRoute } from '../routes.ts';
import type { Principal } from '../steps/authenticate.ts';
import type { Place } from './place.ts';
import { resolveTarget, type Target } from './resolve-target.ts';

/** Names come from callers: what is remembered of them is bounded. */
const REMEMBERED = 1_024;

/**
 * Places by principal, operation and model name. Principals are made anew with every version of the rules, so what is
 * remembered with them never outlives its rules.
 */
export class Places {
  private readonly known = new WeakMap<Principal, Map<string, Place>>();
  private readonly catalog: ModelCatalog;
  private readonly platforms: PlatformOf;

  constructor(catalog: ModelCatalog, platforms: PlatformOf) {
    this.catalog = catalog;
    this.platforms = platforms;
  }

  /** Throws WeirError as `resolveTarget` does, and `model_unknown` when no dialect bridges the two. */
  find(principal: Principal, route: CallRoute, model: string, state: AdmissionState): Place {
    let places = this.known.get(principal);
    if (places === undefined) {
      places = new Map();
      this.known.set(principal, places);
    }
    const key = `${route.key}\n${model}`;
    const found = places.get(key);
    if (found !== undefined) return found;
    const target = resolveTarget(principal, route.adapter.dialect as Dialect, model, state, this.catalog);
    const place = this.placeOf(target, route);
    if (places.size >= REMEMBERED) places.clear();
    places.set(key, place);
    return place;
  }

  private placeOf({ provider, model }: Target, route: CallRoute): Place {
    const platform = this.platforms(provider.platform);
    const client = route.adapter.dialect;
    const dialect = platform.dialectFor(provider, model, route.operation, client);
    const tier = this.catalog.tier(provider.priceProvider, model);
    const shared = { provider, model, platform, tier, facts: { provider: provider.id, model, tier } };
    if (dialect === client) {
      return { ...shared, adapter: route.adapter, operation: route.operation, translation: undefined };
    }
    const adapter = dialect === undefined ? undefined : adapterOf(dialect);
    const translation = dialect === undefined ? undefined : translationOf(route.operation, dialect);
    if (adapter === undefined || translation === undefined)
      throw noBridge(provider.id, provider.dialect, route);
    return { ...shared, adapter, operation: translation.operation, translation };
  }
}

function noBridge(id: string, dialect: string, { adapter, operation }: CallRoute): WeirError {
  return new WeirError('model_unknown', `${id} speaks the ${dialect} dialect and has no ${operation.name}.`, {
    field: 'model',
    remedy: `Use a model of a provider that speaks ${adapter.dialect}, or the ${dialect} endpoint of Weir.`,
  });
}
