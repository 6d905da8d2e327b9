import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Kill } from '@weir/core/contract';
import { Play } from 'lucide-react';
import { endKill } from '../../api/limit-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { announce } from '../../ui/toast.tsx';
import { targetSentence } from './prepare.ts';
import { killText as text } from './text.ts';

/** Takes a kill switch back. */
export function ResumeButton({ kill }: { kill: Kill }) {
  const client = useQueryClient();
  const target = targetSentence(kill);
  const ending = useMutation({
    mutationFn: () => endKill(kill.id),
    onSuccess: () => {
      announce(text.resumed(target));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
    },
    onError: (error) => announce(error.message),
  });
  return (
    <Button
      size="sm"
      aria-label={text.resumeOf(target)}
      disabled={ending.isPending}
      onClick={() => ending.mutate()}
    >
      <Play aria-hidden />
      {text.resume}
    </Button>
  );
}
