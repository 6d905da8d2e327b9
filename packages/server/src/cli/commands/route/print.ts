import type { Route } from '@weir/core/contract';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printRoute(out: Output, route: Route): void {
  if (out.json) {
    out.data(route);
    return;
  }
  out.fields([
    ['route', out.style('bold', route.id)],
    ['name', route.name],
    ['strategy', route.strategy],
    ['stands for', candidatesText(route)],
    ['created', `${formatInstant(route.created_at)} UTC`],
    ['changed', `${formatInstant(route.updated_at)} UTC`],
  ]);
}

/** In order; with weights where they count. */
export function candidatesText({ strategy, candidates }: Route): string {
  return candidates
    .map(({ model, weight }) => (strategy === 'weighted' ? `${model}=${weight}` : model))
    .join(', ');
}
