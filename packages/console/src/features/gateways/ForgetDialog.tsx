import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { forgetGateway } from '../../api/alert-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { text } from './text.ts';

/** Its id must be typed: records of a gateway that comes back would be lost for good. */
export function ForgetDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const forgetting = useMutation({
    mutationFn: () => forgetGateway(id),
    onSuccess: () => {
      announce(text.forgotten(id));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={text.forgetTitle(id)} description={text.forgetLead}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() === id) forgetting.mutate();
        }}
      >
        <Field label={text.forgetType}>
          {(tie) => (
            <Input
              {...tie}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        {forgetting.error === null ? null : <Failure error={forgetting.error} />}
        <Button
          type="submit"
          look="danger"
          className="self-end"
          disabled={typed.trim() !== id || forgetting.isPending}
        >
          {text.forgetSubmit}
        </Button>
      </form>
    </Dialog>
  );
}
