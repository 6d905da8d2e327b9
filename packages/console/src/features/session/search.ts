import { textOf } from '../../routes/search.ts';

export interface SignInSearch {
  /** Path to return to; only paths of this console. */
  next?: string;
  /** Set when a one-time link was already used. */
  spent?: '1';
}

export function readSignInSearch(raw: Record<string, unknown>): SignInSearch {
  const next = textOf(raw['next']);
  return {
    ...(next !== undefined && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(textOf(raw['spent']) === '1' ? { spent: '1' as const } : {}),
  };
}
