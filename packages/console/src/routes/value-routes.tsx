import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readAttributionSearch } from '../features/attribution/search.ts';
import { readFullCostSearch } from '../features/full-cost/search.ts';
import { readGatesSearch } from '../features/gates/search.ts';
import { readOutcomesSearch } from '../features/outcomes/search.ts';
import { readScope } from '../features/scope/scope.ts';
import { shell } from './frame.tsx';

/** From cost to outcome: what it is worth, what it really costs, what it needs for production. */

const outcomes = createRoute({
  getParentRoute: () => shell,
  path: '/outcomes',
  validateSearch: readOutcomesSearch,
  component: lazyRouteComponent(() => import('../features/outcomes/OutcomesPage.tsx')),
});

const outcome = createRoute({
  getParentRoute: () => shell,
  path: '/outcomes/$id',
  component: lazyRouteComponent(() => import('../features/outcomes/OutcomePage.tsx')),
});

const value = createRoute({
  getParentRoute: () => shell,
  path: '/value',
  validateSearch: readScope,
  component: lazyRouteComponent(() => import('../features/value/ValuePage.tsx')),
});

const fullCost = createRoute({
  getParentRoute: () => shell,
  path: '/full-cost',
  validateSearch: readFullCostSearch,
  component: lazyRouteComponent(() => import('../features/full-cost/FullCostPage.tsx')),
});

const attribution = createRoute({
  getParentRoute: () => shell,
  path: '/attribution',
  validateSearch: readAttributionSearch,
  component: lazyRouteComponent(() => import('../features/attribution/AttributionPage.tsx')),
});

const gates = createRoute({
  getParentRoute: () => shell,
  path: '/gates',
  validateSearch: readGatesSearch,
  component: lazyRouteComponent(() => import('../features/gates/GatesPage.tsx')),
});

const gate = createRoute({
  getParentRoute: () => shell,
  path: '/gates/$id',
  component: lazyRouteComponent(() => import('../features/gates/GatePage.tsx')),
});

const scorecards = createRoute({
  getParentRoute: () => shell,
  path: '/scorecards',
  validateSearch: readScope,
  component: lazyRouteComponent(() => import('../features/scorecards/ScorecardsPage.tsx')),
});

export const valueRoutes = [
  outcomes,
  outcome,
  value,
  fullCost,
  attribution,
  gates,
  gate,
  scorecards,
] as const;
