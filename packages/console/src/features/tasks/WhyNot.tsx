import { Link } from '@tanstack/react-router';
import type { TaskView } from '@weir/core/contract';
import { Hand, OctagonX } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { isStoppedByHand, stepsOf } from './prepare.ts';
import { taskText as text } from './text.ts';

/** Why a task does not go on and who can change that; and where it failed. Nothing when all is well. */
export function WhyNot({ task }: { task: TaskView }) {
  const isHeld = task.state === 'waiting' || task.state === 'stopped';
  // a call that was refused because it is held says nothing new
  const failed = stepsOf(task.calls).find(
    ({ isFirstFailure, call }) => isFirstFailure && !(isHeld && call.status === 'refused'),
  );
  if (!isHeld && failed === undefined) return null;
  const isWaiting = task.state === 'waiting';
  const Icon = isWaiting ? Hand : OctagonX;
  return (
    <div className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
      {isHeld ? (
        <div className="flex flex-wrap items-start gap-3 p-4">
          <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isWaiting ? 'text-warn' : 'text-bad'}`} />
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium">{isWaiting ? text.whyWaiting : text.whyStopped}</p>
            {task.reason === undefined ? null : (
              <p className="mt-0.5 text-sm break-words text-ink-2">{task.reason}</p>
            )}
            {isWaiting || isStoppedByHand(task) ? null : (
              <p className="mt-1 text-sm text-ink-3">
                {text.raise} {task.workload}
              </p>
            )}
          </div>
          {task.approval === undefined ? null : (
            <Link to="/approvals" className={buttonClass('primary', 'sm')}>
              {text.decide}
            </Link>
          )}
        </div>
      ) : null}
      {failed === undefined ? null : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 p-4 text-sm">
          <p className="min-w-0 flex-1 basis-64">
            {text.failedAt(failed.number)}
            {failed.call.error_code === undefined ? '' : ': '}
            <span className="font-mono text-xs">{failed.call.error_code}</span>
          </p>
          <Link to="/calls/$id" params={{ id: failed.call.call_id }} className={buttonClass('plain', 'sm')}>
            {text.openFailure}
          </Link>
        </div>
      )}
    </div>
  );
}
