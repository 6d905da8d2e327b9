import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { PricesSearch } from './search.ts';

const route = getRouteApi('/shell/prices');

/** Changes a part of the address; what is undefined leaves it. */
export function useChange(): (part: PricesSearch) => void {
  const search = route.useSearch();
  const navigate = useNavigate();
  return (part) =>
    void navigate({ to: '/prices', search: { ...search, ...part }, replace: true, resetScroll: false });
}
