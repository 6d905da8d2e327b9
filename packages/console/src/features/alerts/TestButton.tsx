import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AlertDelivery } from '@weir/core/contract';
import { Send } from 'lucide-react';
import { testChannel } from '../../api/alert-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Tag } from '../../ui/tag.tsx';
import { channelText as text } from './text.ts';

function Outcome({ delivery: { state, error } }: { delivery: AlertDelivery }) {
  if (state === 'delivered') return <Tag tone="good">{text.delivered}</Tag>;
  if (state === 'pending') return <Tag tone="warn">{text.pending}</Tag>;
  return <span className="text-xs text-bad">{text.failed(error ?? text.noReason)}</span>;
}

/** Sends a real message and says how that went. */
export function TestButton({ id }: { id: string }) {
  const client = useQueryClient();
  const testing = useMutation({
    mutationFn: () => testChannel(id),
    onSettled: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        aria-label={text.testLabel(id)}
        disabled={testing.isPending}
        onClick={() => testing.mutate()}
      >
        <Send aria-hidden className="text-ink-3" />
        {testing.isPending ? text.testing : text.test}
      </Button>
      <span role="status" className="block max-w-80 min-w-0 break-words whitespace-normal">
        {testing.data === undefined ? null : <Outcome delivery={testing.data} />}
        {testing.error === null ? null : (
          <span className="text-xs text-bad">{text.failed(testing.error.message)}</span>
        )}
      </span>
    </span>
  );
}
