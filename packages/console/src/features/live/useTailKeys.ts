import { type RefObject, useEffect, useRef } from 'react';
import { isCovered, isTyping } from '../shell/useShortcuts.ts';

/** j and k move between the calls of the list, p pauses; Enter opens, because it is a link that has the focus. */
export function useTailKeys(box: RefObject<HTMLElement | null>, onPause: () => void): void {
  const pause = useRef(onPause);
  pause.current = onPause;
  useEffect(() => {
    const move = (step: 1 | -1) => {
      const links = [...(box.current?.querySelectorAll<HTMLAnchorElement>('tbody a') ?? [])];
      const at = links.findIndex((link) => link.matches(':focus'));
      const next = at === -1 ? links[0] : links[Math.min(links.length - 1, Math.max(0, at + step))];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      if (event.key === 'j') move(1);
      if (event.key === 'k') move(-1);
      if (event.key === 'p') pause.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [box]);
}
