import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { PAGES } from './pages.ts';

/** The second key of `g o` must follow within this time. */
const CHORD_MS = 1200;

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
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      if (event.key === '?') {
        actions.current.onHelp();
      } else if (event.timeStamp < chordUntil) {
        chordUntil = 0;
        const page = PAGES.find(({ letter }) => letter === event.key);
        if (page !== undefined) {
          event.preventDefault();
          void navigate({ to: page.to });
        }
      } else if (event.key === 'g') {
        chordUntil = event.timeStamp + CHORD_MS;
      } else if (event.key === 'f') {
        const filter = document.querySelector<HTMLElement>('[data-shortcut="filter"]');
        if (filter !== null) {
          event.preventDefault();
          filter.click();
        }
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
}
