import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TaskView } from '@weir/core/contract';
import { OctagonX, Play } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { LEDGER, REGISTRY } from '../../api/queries.ts';
import { resumeTask, stopTask } from '../../api/task-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { isStoppable, isStoppedByHand } from './prepare.ts';
import { stopText as text } from './text.ts';

/** Looks again at once at what a kill switch has changed. */
function useRefresh() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: [LEDGER, 'task'] });
    void client.invalidateQueries({ queryKey: [LEDGER, 'tasks'] });
    void client.invalidateQueries({ queryKey: [REGISTRY] });
  };
}

interface Fields {
  reason: string;
  cut: boolean;
}

function StopDialog({ task: { workload, task }, onClose }: { task: TaskView; onClose: () => void }) {
  const refresh = useRefresh();
  const { register, handleSubmit } = useForm<Fields>({ defaultValues: { reason: '', cut: true } });
  const stopping = useMutation({
    mutationFn: ({ reason, cut }: Fields) =>
      stopTask(workload, task, { cut, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }),
    onSuccess: () => {
      refresh();
      announce(text.stopped(task));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={text.title(task)} description={text.lead}>
      <form className="flex flex-col gap-4" onSubmit={handleSubmit((fields) => stopping.mutate(fields))}>
        <Field label={text.reason} hint={text.reasonHint} optional>
          {(tie) => <Input {...tie} {...register('reason')} maxLength={1_000} autoComplete="off" />}
        </Field>
        <Check label={text.cut} hint={text.cutHint} {...register('cut')} />
        {stopping.error === null ? null : <Failure error={stopping.error} />}
        <Button type="submit" look="danger" className="self-end" disabled={stopping.isPending}>
          {stopping.isPending ? text.stopping : text.submit}
        </Button>
      </form>
    </Dialog>
  );
}

/** Stop or, where somebody has stopped it, let go on. */
export function StopTask({ task }: { task: TaskView }) {
  const [asks, setAsks] = useState(false);
  const refresh = useRefresh();
  const resuming = useMutation({
    mutationFn: () => resumeTask(task.workload, task.task),
    onSuccess: () => {
      refresh();
      announce(text.resumed(task.task));
    },
  });
  return (
    <>
      {resuming.error === null ? null : <Failure error={resuming.error} />}
      {isStoppedByHand(task) ? (
        <Button onClick={() => resuming.mutate()} disabled={resuming.isPending}>
          <Play aria-hidden className="text-ink-3" />
          {text.resume}
        </Button>
      ) : null}
      {isStoppable(task) ? (
        <Button look="danger" onClick={() => setAsks(true)}>
          <OctagonX aria-hidden />
          {text.stop}
        </Button>
      ) : null}
      {asks ? <StopDialog task={task} onClose={() => setAsks(false)} /> : null}
    </>
  );
}
