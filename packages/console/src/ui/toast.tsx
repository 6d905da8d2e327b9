import { useSyncExternalStore } from 'react';

interface Note {
  id: number;
  text: string;
}

const SHOWN_MS = 3500;
let notes: readonly Note[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Note[]): void {
  notes = next;
  for (const listener of listeners) listener();
}

/** Shows a short sentence at the foot of the screen and reads it out. For what needs no answer. */
export function announce(text: string): void {
  lastId += 1;
  const id = lastId;
  publish([...notes.filter((note) => note.text !== text), { id, text }]);
  setTimeout(() => publish(notes.filter((note) => note.id !== id)), SHOWN_MS);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Announcements() {
  const shown = useSyncExternalStore(subscribe, () => notes);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-5 z-50 flex flex-col items-center gap-2"
    >
      {shown.map((note) => (
        <div key={note.id} className="rounded-md bg-ink px-3 py-2 text-sm text-surface shadow-lift">
          {note.text}
        </div>
      ))}
    </div>
  );
}
