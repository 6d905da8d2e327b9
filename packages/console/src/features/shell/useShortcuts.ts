import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { carriedSearch } from './carried.ts';
import { PAGES } from './pages.ts';

/** The second key of `g o` must follow within this time. */
const CHORD_MS = 1200;
/** What a key opens where the page has it. */
const OPENS: Readonly<Record<string, string>> = { f: 'filter', r: 'range' };

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** A dialog or a menu owns the keyboard while it is open. */
export const isCovered = () =>
  document.querySelector('[role="dialog"][data-open], [role="alertdialog"][data-open]') !== null;

export function useShortcuts({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }): void {
  const navigate = useNavigate();
  const actions = useRef({ onSearch, onHelp });
  actions.current = { onSearch, onHelp };
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
        event.preventDefault();
        actions.current.onSearch();
        return;
      }
      // on its way to a capital
      if (event.key === 'Shift') return;
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      if (event.key === '?') {
        actions.current.onHelp();
      } else if (event.timeStamp < chordUntil) {
        chordUntil = 0;
        const page = PAGES.find(({ letter }) => letter === event.key);
        if (page !== undefined) {
          event.preventDefault();
          void navigate({ to: page.to, search: carriedSearch(page) as never });
        }
      } else if (event.key === 'g') {
        chordUntil = event.timeStamp + CHORD_MS;
      } else if (event.key in OPENS) {
        const opener = document.querySelector<HTMLElement>(`[data-shortcut="${OPENS[event.key]}"]`);
        if (opener !== null) {
          event.preventDefault();
          opener.click();
        }
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
}
