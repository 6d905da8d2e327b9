import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { ApiFailure } from '../api/failure.ts';
import { Broken } from '../features/shell/Broken.tsx';
import { NotFound } from '../features/shell/NotFound.tsx';
import { parseSearch, stringifySearch } from './search.ts';
import { routeTree } from './tree.tsx';

const isSignedOut = (error: unknown) => error instanceof ApiFailure && error.isSignedOut;

function onFailure(error: unknown): void {
  if (!isSignedOut(error) || router.state.location.pathname === '/sign-in') return;
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href }, replace: true });
}

/** Answers that blame the question stay as they are; an unreachable server is asked again. */
const shouldRetry = (failures: number, error: unknown) =>
  failures < 3 &&
  error instanceof ApiFailure &&
  !error.isAbsent &&
  (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onFailure }),
  mutationCache: new MutationCache({ onError: onFailure }),
  defaultOptions: { queries: { retry: shouldRetry, staleTime: 5_000 } },
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
