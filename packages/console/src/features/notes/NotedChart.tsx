import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquarePlus, X } from 'lucide-react';
import { type ComponentProps, lazy, Suspense, useMemo, useState } from 'react';
import { VALUE } from '../../api/queries.ts';
import { deleteNote, notesQuery } from '../../api/value-queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { formatMoment } from '../../format/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { announce } from '../../ui/toast.tsx';
import type { Range } from '../scope/range.ts';
import { marksOf, type NumberedNote, numbered } from './prepare.ts';
import { text } from './text.ts';

const NoteDialog = lazy(() => import('./NoteDialog.tsx'));
const NONE: readonly NumberedNote[] = [];

interface NotedChartProps extends ComponentProps<typeof Chart> {
  range: Range;
  zone: string;
  /** Its notes and those on all charts; without one, those on all. */
  workload?: string;
}

/** Notes of the range; none where this Weir keeps none. */
function useNotes(workload: string | undefined, range: Range) {
  const notes = useQuery(
    notesQuery({ workload, since: range.since.toISOString(), until: range.until.toISOString() }),
  );
  const shown = useMemo(
    () => (notes.data === undefined ? NONE : numbered(notes.data, range)),
    [notes.data, range],
  );
  return { shown, isThere: notes.data !== undefined };
}

function NoteList({ notes, zone }: { notes: readonly NumberedNote[]; zone: string }) {
  const client = useQueryClient();
  const removal = useMutation({
    mutationFn: deleteNote,
    onSuccess: async () => {
      announce(text.removed);
      await client.invalidateQueries({ queryKey: [VALUE, 'notes'] });
    },
  });
  return (
    <ol aria-label={text.title} className="flex min-w-0 grow flex-col gap-1">
      {notes.map(({ sign, note }) => (
        <li key={note.id} className="flex items-baseline gap-2 text-sm">
          <span
            aria-hidden
            className="inline-flex h-4 min-w-4 shrink-0 items-center justify-center rounded-full bg-ink-2 px-1 text-[0.625rem] text-surface"
          >
            {sign}
          </span>
          <p className="min-w-0 break-words">
            {note.text}{' '}
            <span className="text-xs text-ink-3">
              {formatMoment(note.at, zone)}, {text.by(note.author)}
            </span>
          </p>
          <IconButton
            label={text.remove(note.text)}
            size="iconSmall"
            className="self-center"
            disabled={removal.isPending}
            onClick={() => removal.mutate(note.id)}
          >
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ol>
  );
}

/** A chart with the remarks of its time: numbered markers in it, the texts beneath, and the way to add one. */
export function NotedChart({ range, zone, workload, spec, ...chart }: NotedChartProps) {
  const { shown, isThere } = useNotes(workload, range);
  const [opened, setOpened] = useState(false);
  const marked = useMemo(() => ({ ...spec, marks: marksOf(shown) }), [spec, shown]);
  return (
    <div>
      <Chart {...chart} spec={marked} />
      <div className="mt-2 flex min-h-8 flex-wrap items-start gap-x-4 gap-y-2">
        {shown.length === 0 ? null : <NoteList notes={shown} zone={zone} />}
        {isThere ? (
          <Button size="sm" look="quiet" onClick={() => setOpened(true)}>
            <MessageSquarePlus aria-hidden />
            {text.add}
          </Button>
        ) : null}
      </div>
      <Suspense>
        {opened ? (
          <NoteDialog
            range={range}
            zone={zone}
            {...(workload === undefined ? {} : { workload })}
            onClose={() => setOpened(false)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}
