import { useSyncExternalStore } from 'react';

/** Whom the navigation and the first page are ordered for. Same data, same rights. */
export const ROLES = ['engineer', 'product', 'finance', 'executive'] as const;
export type Role = (typeof ROLES)[number];

const STORAGE = 'weir.role';
export const FIRST_ROLE: Role = 'engineer';
const listeners = new Set<() => void>();

function stored(): Role {
  try {
    const value = localStorage.getItem(STORAGE);
    return ROLES.find((role) => role === value) ?? FIRST_ROLE;
  } catch {
    return FIRST_ROLE;
  }
}

let role: Role = stored();

/** Follows a shared address: for this tab only, so that somebody's link does not change what one has chosen. */
export function adoptRole(next: Role): void {
  if (next === role) return;
  role = next;
  for (const listener of listeners) listener();
}

export function chooseRole(next: Role): void {
  try {
    localStorage.setItem(STORAGE, next);
  } catch {
    // storage is blocked: the choice holds for this page only
  }
  adoptRole(next);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useRole = (): Role => useSyncExternalStore(subscribe, () => role);
export const currentRole = (): Role => role;
