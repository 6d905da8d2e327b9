import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@weir/core/contract';
import { BellRing, Check, CircleCheck } from 'lucide-react';
import { actOnAlert, snoozeAlert } from '../../api/alert-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { useZone } from '../scope/useZone.ts';
import { SnoozeButton } from './SnoozeButton.tsx';
import { text } from './text.ts';

interface Act {
  run: () => Promise<Alert>;
  done: string;
}

/** What can be done about an alert in its state. */
export function AlertActions({ alert: { id, state } }: { alert: Alert }) {
  const client = useQueryClient();
  const zone = useZone();
  const acting = useMutation({
    mutationFn: ({ run }: Act) => run(),
    onSuccess: (_, { done }) => announce(done),
    onSettled: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  const act = (action: 'acknowledge' | 'unsnooze' | 'resolve', done: string) =>
    acting.mutate({ run: () => actOnAlert(id, action), done });
  const busy = acting.isPending;
  if (state === 'resolved') return null;
  return (
    <>
      {state === 'open' ? (
        <Button size="sm" disabled={busy} onClick={() => act('acknowledge', text.acknowledged)}>
          <Check aria-hidden className="text-ink-3" />
          {text.acknowledge}
        </Button>
      ) : null}
      {state === 'snoozed' ? (
        <Button size="sm" disabled={busy} onClick={() => act('unsnooze', text.woken)}>
          <BellRing aria-hidden className="text-ink-3" />
          {text.wake}
        </Button>
      ) : (
        <SnoozeButton
          busy={busy}
          onSnooze={(until) =>
            acting.mutate({
              run: () => snoozeAlert(id, until),
              done: text.snoozed(formatMoment(until, zone)),
            })
          }
        />
      )}
      <Button size="sm" disabled={busy} onClick={() => act('resolve', text.resolved)}>
        <CircleCheck aria-hidden className="text-ink-3" />
        {text.resolve}
      </Button>
      {acting.error === null ? null : <Failure error={acting.error} />}
    </>
  );
}
