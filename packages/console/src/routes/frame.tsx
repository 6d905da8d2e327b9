import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet } from '@tanstack/react-router';
import { adoptRole, ROLES, type Role } from '../features/shell/roles.ts';
import { Shell } from '../features/shell/Shell.tsx';
import { oneOf } from './search.ts';

/** What every page under it hangs on: the root, and the frame of signed-in screens. */
export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
});

export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  // a shared address may say for whom it is to be shown
  validateSearch: (raw: Record<string, unknown>): { role?: Role } => {
    const role = oneOf(raw['role'], ROLES);
    return role === undefined ? {} : { role };
  },
  beforeLoad: ({ search: { role } }) => {
    if (role !== undefined) adoptRole(role);
  },
  component: Shell,
});
