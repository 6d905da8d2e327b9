import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { REGISTRY, VALUE } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { text } from './text.ts';

interface RecordDialogProps<Fields extends FieldValues> {
  title: string;
  lead?: ReactNode;
  wide?: boolean;
  form: UseFormReturn<Fields>;
  save: (fields: Fields) => Promise<{ id: string }>;
  /** Said when it is done. */
  done: (id: string) => string;
  submit: string;
  /** Names of the API whose faults the fields show themselves; any other is shown above the button. */
  explains: readonly string[];
  onClose: () => void;
  /** Given what the API refused about a field, by the API's name of it. */
  children: (faultAt: (apiField: string) => string | undefined) => ReactNode;
}

/** The dialog every record of the registry is created and changed in: fields, faults, one button. */
export function RecordDialog<Fields extends FieldValues>(props: RecordDialogProps<Fields>) {
  const { title, lead, wide = false, form, save, done, submit, explains, onClose, children } = props;
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      // what a month books and what a result costs follow from records, too
      void client.invalidateQueries({ queryKey: [VALUE] });
      announce(done(id));
      onClose();
    },
  });
  const faultAt = (field: string) => faultOf(saving.error, field);
  const isExplained = explains.some((field) => faultAt(field) !== undefined);
  return (
    <Dialog wide={wide} open onClose={onClose} title={title} description={lead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit((fields) => saving.mutate(fields))}
      >
        {children(faultAt)}
        {saving.error === null || isExplained ? null : <Failure error={saving.error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {saving.isPending ? text.saving : submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
