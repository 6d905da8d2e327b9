import { ApiFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { overtakenBy } from './prepare.ts';
import { reviewText as text } from './text.ts';

/** Whether somebody decided since the gate was read. */
export const isConflict = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && error.status === 409 && error.field === 'revision';

interface ConflictProps {
  error: ApiFailure;
  /** How the item stands now; undefined until the gate was read again. */
  now: string | undefined;
  onAgain: () => void;
}

/** Two decided at once: what the other one did, that nothing was saved, and the way on. */
export function Conflict({ error, now, onAgain }: ConflictProps) {
  return (
    <div role="alert" className="rounded-lg border border-warn bg-warn-weak px-4 py-3 text-sm">
      <p className="font-medium">{text.conflictTitle}</p>
      <p className="mt-1 break-words">{overtakenBy(error.message) ?? error.message}</p>
      <p className="mt-1 text-ink-2">
        {now === undefined ? null : `${text.nowState(now)} `}
        {text.conflictHint}
      </p>
      <Button size="sm" className="mt-3" onClick={onAgain} disabled={now === undefined}>
        {text.again}
      </Button>
    </div>
  );
}
