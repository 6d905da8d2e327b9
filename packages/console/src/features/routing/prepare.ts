import type { DataClass, Route, RouteStrategy, RoutingCandidate, RoutingDecision } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { NewDataClass, NewRoute } from '../../api/gateway-mutations.ts';

/** A candidate as it is being edited. `key` only tells rows apart. */
export interface CandidateRow {
  key: number;
  model: string;
  weight: string;
}

export interface RouteFields {
  id: string;
  name: string;
  strategy: RouteStrategy;
  candidates: CandidateRow[];
}

export const candidateRow = (rows: readonly CandidateRow[]): CandidateRow => ({
  key: Math.max(-1, ...rows.map(({ key }) => key)) + 1,
  model: '',
  weight: '1',
});

export const routeFieldsOf = (route: Route | undefined): RouteFields => ({
  id: route?.id ?? '',
  name: route === undefined || route.name === route.id ? '' : route.name,
  strategy: route?.strategy ?? 'ordered',
  candidates: route?.candidates.map(({ model, weight }, key) => ({ key, model, weight: String(weight) })) ?? [
    { key: 0, model: '', weight: '1' },
  ],
});

/** Rows left empty are left out; a weight only counts where weights decide. */
export function candidatesOf({ strategy, candidates }: RouteFields): Route['candidates'] {
  return candidates
    .filter(({ model }) => model.trim() !== '')
    .map(({ model, weight }) => ({
      model: model.trim(),
      weight: strategy === 'weighted' ? Number(weight) : 1,
    }));
}

/** The first thing wrong with them; undefined when they can be sent. */
export function candidateFault(
  rows: readonly CandidateRow[],
  strategy: RouteStrategy,
  texts: { needed: string; weight: string },
): string | undefined {
  const filled = rows.filter(({ model }) => model.trim() !== '');
  if (filled.length === 0) return texts.needed;
  const isWeight = (text: string) => Number(text) > 0 && Number(text) <= 1_000;
  return strategy === 'weighted' && filled.some(({ weight }) => !isWeight(weight)) ? texts.weight : undefined;
}

export function movedUp(rows: readonly CandidateRow[], key: number): CandidateRow[] {
  const at = rows.findIndex((row) => row.key === key);
  const [row] = rows.slice(at, at + 1);
  const before = rows[at - 1];
  if (row === undefined || before === undefined) return [...rows];
  return [...rows.slice(0, at - 1), row, before, ...rows.slice(at + 1)];
}

const named = (name: string) => (name.trim() === '' ? {} : { name: name.trim() });

export const toNewRoute = (fields: RouteFields): NewRoute => ({
  id: fields.id.trim(),
  ...named(fields.name),
  strategy: fields.strategy,
  candidates: candidatesOf(fields),
});

/** An emptied name is the id again. */
export const toRouteChange = (fields: RouteFields, id: string): Omit<NewRoute, 'id'> => ({
  name: fields.name.trim() === '' ? id : fields.name.trim(),
  strategy: fields.strategy,
  candidates: candidatesOf(fields),
});

export interface DataClassFields {
  id: string;
  name: string;
  providers: string;
  regions: string;
}

/** Words separated by commas or blanks. */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '');

export const dataClassFieldsOf = (one: DataClass | undefined): DataClassFields => ({
  id: one?.id ?? '',
  name: one === undefined || one.name === one.id ? '' : one.name,
  providers: one?.allowed_providers.join(', ') ?? '',
  regions: one?.allowed_regions.join(', ') ?? '',
});

export const toNewDataClass = (fields: DataClassFields): NewDataClass => ({
  id: fields.id.trim(),
  ...named(fields.name),
  allowed_providers: wordsOf(fields.providers),
  allowed_regions: wordsOf(fields.regions),
});

export const toDataClassChange = (fields: DataClassFields, id: string): Omit<NewDataClass, 'id'> => ({
  name: fields.name.trim() === '' ? id : fields.name.trim(),
  allowed_providers: wordsOf(fields.providers),
  allowed_regions: wordsOf(fields.regions),
});

const FATES: readonly RoutingCandidate['fate'][] = ['chosen', 'tried', 'standby', 'excluded'];

/** The chosen one first, then those tried before it, those in waiting, those left out; cheaper before dearer. */
export function candidatesInOrder({ candidates }: RoutingDecision): RoutingCandidate[] {
  const cost = ({ estimated_cost: amount }: RoutingCandidate) =>
    amount === undefined ? undefined : Decimal.from(amount);
  return [...candidates].sort((a, b) => {
    const fate = FATES.indexOf(a.fate) - FATES.indexOf(b.fate);
    if (fate !== 0 || a.fate !== 'excluded') return fate;
    const [left, right] = [cost(a), cost(b)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    return left.compare(right);
  });
}

export const chosenOf = ({ candidates }: RoutingDecision): RoutingCandidate | undefined =>
  candidates.find(({ fate }) => fate === 'chosen');

/** How much dearer or cheaper than the chosen one, as a difference; undefined when either is unknown. */
export function differenceTo(
  chosen: RoutingCandidate | undefined,
  one: RoutingCandidate,
): string | undefined {
  if (chosen?.estimated_cost === undefined || one.estimated_cost === undefined || chosen === one)
    return undefined;
  return Decimal.from(one.estimated_cost).subtract(Decimal.from(chosen.estimated_cost)).toString();
}
