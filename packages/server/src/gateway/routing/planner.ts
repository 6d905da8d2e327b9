import type { DegradeTo, ExclusionReason, ModelTier, RoutingCandidate } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { PriceBook } from '@weir/core/pricing';
import type { RequestFacts } from '../../providers/index.ts';
import type { PlatformOf } from '../../providers/platforms/index.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import { type ProviderLimits, turnOf } from '../provider-limits/index.ts';
import type { Pin } from '../resources/pin.ts';
import type { CallRoute } from '../routes.ts';
import type { Principal } from '../steps/authenticate.ts';
import { expect, type RequestSize } from '../steps/reserve.ts';
import { asksForLess, within } from './degrade.ts';
import type { Health } from './health.ts';
import { isPlain, type Meaning, meaningOf, tierNamed, type Weighted } from './names.ts';
import { byStrategy, healthyFirst, type Weighed } from './order.ts';
import { addressOf, type Place } from './place.ts';
import { Places } from './places.ts';
import { estimated, type Leg, type Plan } from './plan.ts';
import { disqualified } from './qualify.ts';
import { refusalOf } from './refusal.ts';
import { splitName } from './resolve-target.ts';
import { namesOfTier } from './tier.ts';

/** What a plan is made of. */
export interface Ask {
  readonly principal: Principal;
  readonly route: CallRoute;
  readonly facts: RequestFacts;
  readonly size: RequestSize;
  readonly state: AdmissionState;
  /** Epoch ms. */
  readonly now: number;
  /** Set when the request names things in a provider's account: it can go nowhere else. */
  readonly pin?: Pin | undefined;
  /** Set when a limit wants it to be cheaper. */
  readonly degrade?: DegradeTo | undefined;
}

/** Decides where calls may go. Pure but for what it remembers of places and for `random`. */
export class Planner {
  private readonly places: Places;
  private readonly catalog: ModelCatalog;
  private readonly book: () => PriceBook;
  private readonly health: Health;
  private readonly random: () => number;
  private readonly providerLimits: Pick<ProviderLimits, 'isFree'> | undefined;

  constructor(
    catalog: ModelCatalog,
    book: () => PriceBook,
    health: Health,
    random: () => number,
    platforms: PlatformOf,
    providerLimits?: Pick<ProviderLimits, 'isFree'>,
  ) {
    this.places = new Places(catalog, platforms);
    this.catalog = catalog;
    this.book = book;
    this.health = health;
    this.random = random;
    this.providerLimits = providerLimits;
  }

  /**
   * The plan of a call. Throws WeirError `model_unknown`, `model_not_approved`, `provider_unconfigured`,
   * `tier_not_allowed`, `data_class_forbids`, `capability_missing` when no candidate is left.
   */
  plan(ask: Ask): Plan {
    const { principal, route, facts, state } = ask;
    const { workload } = principal;
    const free =
      ask.pin?.provider === undefined && workload.routing === undefined && !asksForLess(ask.degrade);
    if (free && workload.data?.class === undefined && isPlain(facts.model, state)) {
      const place = this.places.find(principal, route, facts.model, state);
      return {
        legs: [this.legOf(place, ask)],
        escalations: NONE,
        escalatesErrors: false,
        reasons: undefined,
      };
    }
    return this.byRules(ask);
  }

  /** Where a copy of the call may go; undefined when its rules forbid it. */
  shadow(ask: Ask, model: string): Leg | undefined {
    const sieve = new Sieve(ask, this.catalog, (place) => this.legOf(place, ask), this.places);
    return this.choices(meaningOf(model, ask.principal, ask.state, []), sieve)[0];
  }

  private byRules(ask: Ask): Plan {
    const { principal, state, now } = ask;
    const { routing } = principal.workload;
    const rules: string[] = [];
    const sieve = new Sieve(ask, this.catalog, (place) => this.legOf(place, ask), this.places);
    const { legs: preferred, substitutes } = this.preferred(ask, sieve, rules);
    const standIns = (routing?.fallbacks ?? []).flatMap((name) =>
      this.choices(meaningOf(name, principal, state, []), sieve),
    );
    if (standIns.length > 0) rules.push(`fallbacks ${routing?.fallbacks.join(', ')}`);
    const escalations = (routing?.escalation?.to ?? []).flatMap((name) =>
      this.choices(meaningOf(name, principal, state, []), sieve).slice(0, 1),
    );
    const ordered = boundBy(ask.pin, cheapEnough([...preferred, ...standIns], ask.degrade));
    const free = (leg: Leg) => this.isFree(leg, principal, now);
    const [first, ...others] = healthyFirst(ordered, this.health, now, free);
    if (first === undefined) throw sieve.refusal();
    const [meant = first] = ordered;
    if (ask.pin?.provider !== undefined) rules.push(`${ask.pin.because} lives at ${ask.pin.provider}`);
    if (first !== meant) {
      const condition = this.health.of(meant.place).condition(now);
      const why = condition === 'healthy' ? 'held back for priority' : condition;
      rules.push(`${why}: ${addressOf(meant.place)}`);
    }
    const excluded = sieve.excluded;
    const silent = rules.length === 0 && excluded.length === 0 && escalations.length === 0;
    return {
      legs: [first, ...others],
      escalations: asksForLess(ask.degrade) ? NONE : boundBy(ask.pin, escalations, meant),
      escalatesErrors: routing?.escalation?.on.includes('error') ?? false,
      substitutes,
      reasons: silent ? undefined : { rules, excluded },
    };
  }

  /** False while what the provider allows is kept for calls of higher priority. */
  private isFree({ place, expected }: Leg, principal: Principal, now: number): boolean {
    const ask = turnOf(principal, expected);
    return this.providerLimits?.isFree(addressOf(place), ask, now) ?? true;
  }

  /** What is asked for; what stands for it where limits want something cheaper. */
  private preferred(
    { principal, facts, state, degrade, route }: Ask,
    sieve: Sieve,
    rules: string[],
  ): { legs: Leg[]; substitutes: boolean } {
    const chat = route.operation.kind === 'chat';
    if (chat && degrade?.model !== undefined) {
      rules.push(`limited to ${degrade.model}`);
      const meaning = meaningOf(degrade.model, principal, state, rules);
      return { legs: this.choices(meaning, sieve), substitutes: false };
    }
    const wanted = this.choices(meaningOf(facts.model, principal, state, rules), sieve);
    const { tier } = degrade ?? {};
    if (!chat || tier === undefined || wanted.some((leg) => within(leg, tier))) {
      return { legs: wanted, substitutes: false };
    }
    rules.push(`limited to tier ${tier}`);
    return { legs: [...this.ofTier(tier, sieve), ...wanted], substitutes: true };
  }

  private choices(meaning: Meaning, sieve: Sieve): Leg[] {
    if (meaning.kind === 'models') {
      const candidates = meaning.models.flatMap((named) => this.candidates(named, sieve));
      return byStrategy(meaning.strategy, candidates, this.health, this.random);
    }
    return this.ofTier(meaning.tier, sieve);
  }

  /** A candidate of a route: one model, or those of a tier, of which the cheapest counts and the others stand in. */
  private candidates(named: Weighted, sieve: Sieve): Weighed[] {
    const tier = tierNamed(named.model);
    if (tier === undefined) return sieve.take([named]);
    return this.ofTier(tier, sieve).map((leg, i) => ({ leg, weight: i === 0 ? named.weight : 0 }));
  }

  private ofTier(tier: ModelTier, sieve: Sieve): Leg[] {
    const names = namesOfTier(tier, sieve.ask.state, this.catalog);
    return byStrategy('cheapest', sieve.take(names), this.health, this.random);
  }

  private legOf(place: Place, { size, facts, now }: Ask): Leg {
    return { place, expected: expect(size, facts, place, this.book(), this.catalog, now) };
  }
}

const NONE: readonly Leg[] = [];

/** Without the dear ones, where limits forbid them; of which nothing is left when nothing cheap may be asked. */
function cheapEnough(legs: readonly Leg[], degrade: DegradeTo | undefined): readonly Leg[] {
  const { tier } = degrade ?? {};
  return tier === undefined ? legs : legs.filter((leg) => within(leg, tier));
}

/** What only one account can read, whichever it is, goes nowhere but where it was meant to go. */
function boundBy(
  pin: Pin | undefined,
  legs: readonly Leg[],
  meant: Leg | undefined = legs[0],
): readonly Leg[] {
  if (pin === undefined || pin.provider !== undefined) return legs;
  return legs.filter(({ place }) => place.provider.id === meant?.place.provider.id);
}

/** Lets through the candidates that may carry the call, each once, and keeps account of the others. */
class Sieve {
  readonly excluded: RoutingCandidate[] = [];
  readonly ask: Ask;
  private firstError: WeirError | undefined;
  private readonly seen = new Set<string>();
  private readonly catalog: ModelCatalog;
  private readonly legOf: (place: Place) => Leg;
  private readonly places: Places;

  constructor(ask: Ask, catalog: ModelCatalog, legOf: (place: Place) => Leg, places: Places) {
    this.ask = ask;
    this.catalog = catalog;
    this.legOf = legOf;
    this.places = places;
  }

  take(names: readonly Weighted[]): Weighed[] {
    const through: Weighed[] = [];
    for (const { model, weight } of names) {
      const leg = this.leg(model);
      if (leg !== undefined) through.push({ leg, weight });
    }
    return through;
  }

  /** Says why nobody is left. */
  refusal(): WeirError {
    const { pin, principal, facts } = this.ask;
    if (pin !== undefined && this.excluded.some(({ reason }) => reason === 'resource_elsewhere')) {
      return elsewhere(pin, facts.model);
    }
    return this.firstError ?? refusalOf(principal, facts, this.excluded);
  }

  private find(name: string): Place {
    const { principal, route, state, pin } = this.ask;
    const place = this.places.find(principal, route, name, state);
    const bound = pin?.provider;
    if (bound === undefined || place.provider.id === bound || splitName(name, state) !== undefined)
      return place;
    // a model of another maker cannot be had there: saying so is clearer than the provider's refusal
    const owner = state.providers[bound]?.priceProvider ?? bound;
    if (!this.catalog.sells(owner, name) && this.catalog.sells(place.provider.priceProvider, name))
      return place;
    return this.places.find(principal, route, `${bound}/${name}`, state);
  }

  private leg(name: string): Leg | undefined {
    const { principal, state, pin } = this.ask;
    let place: Place;
    try {
      place = this.find(name);
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      this.firstError ??= error;
      this.excluded.push({ provider: '', model: name, fate: 'excluded', reason: reasonOf(error) });
      return undefined;
    }
    const address = addressOf(place);
    if (this.seen.has(address)) return undefined;
    this.seen.add(address);
    const leg = this.legOf(place);
    const { class: dataClass } = principal.workload.data ?? {};
    const rules = dataClass === undefined ? undefined : state.dataClasses[dataClass];
    const reason =
      pin?.provider !== undefined && place.provider.id !== pin.provider
        ? 'resource_elsewhere'
        : disqualified(leg, this.ask, rules, this.catalog);
    if (reason === undefined) return leg;
    this.excluded.push({
      provider: place.provider.id,
      model: place.model,
      ...(place.tier === undefined ? {} : { tier: place.tier }),
      fate: 'excluded',
      reason,
      ...estimated(leg.expected),
    });
    return undefined;
  }
}

function elsewhere({ provider, because }: Pin, model: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `The request names ${because.slice(0, 100)}, which lives at the provider ${provider}, and the model ${model}, which does not.`,
    { field: 'model', remedy: `Ask for ${provider}/<model>, or for a model that ${provider} offers.` },
  );
}

function reasonOf({ code }: WeirError): ExclusionReason {
  if (code === 'model_not_approved') return 'not_approved';
  return code === 'provider_unconfigured' ? 'provider_unconfigured' : 'not_translatable';
}
