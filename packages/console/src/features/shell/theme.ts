import { useSyncExternalStore } from 'react';
import type { Theme } from './themes.ts';

/** Shared with public/theme.js, which applies the choice before the first paint. */
const STORAGE = 'weir.theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORAGE);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

let choice: Theme = stored();

function apply(): void {
  const dark = choice === 'dark' || (choice === 'system' && system.matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  for (const listener of listeners) listener();
}
system.addEventListener('change', apply);

export function setTheme(theme: Theme): void {
  choice = theme;
  try {
    localStorage.setItem(STORAGE, theme);
  } catch {
    // storage is blocked: the choice holds for this page only
  }
  apply();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The theme chosen by the person, and the one in force. */
export function useTheme(): { choice: Theme; inForce: string } {
  const chosen = useSyncExternalStore(subscribe, () => choice);
  const inForce = useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme'] ?? 'light');
  return { choice: chosen, inForce };
}
