import { useMutation } from '@tanstack/react-query';
import type { QuarantinedRow } from '@weir/core/contract';
import { useState } from 'react';
import { mendRow, replayRows } from '../../api/source-mutations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { placeOf, readCell, writeCell } from './prepare.ts';
import { quarantineText as text } from './text.ts';

const LONG = 60;

interface MendDialogProps {
  row: QuarantinedRow;
  onDone: () => void;
  onClose: () => void;
}

/** The row whole, each of its values to be mended; then it is tried again. */
export default function MendDialog({ row, onDone, onClose }: MendDialogProps) {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(row.row).map(([name, value]) => [name, writeCell(value)])),
  );
  const saving = useMutation({
    mutationFn: async () => {
      const mended = Object.fromEntries(
        Object.entries(values).map(([name, typed]) => [name, readCell(typed, row.row[name])]),
      );
      await mendRow(row.source, row.id, mended);
      return replayRows(row.source, [row.id]);
    },
    onSuccess: ({ replayed, failed }) => {
      onDone();
      if (failed.length > 0) return;
      announce(text.replayed(replayed));
      onClose();
    },
  });
  const reason = saving.data?.failed[0]?.reason ?? row.reason;
  return (
    <Dialog wide open onClose={onClose} title={text.mendTitle(placeOf(row.place, row.line))}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <p role="status" className="rounded-md bg-warn-weak px-3 py-2 text-sm break-words">
          {reason}
        </p>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {Object.entries(values).map(([name, value]) => (
            <Field key={name} label={name} className={value.length > LONG ? 'sm:col-span-2' : ''}>
              {(tie) => {
                const change = (typed: string) => setValues({ ...values, [name]: typed });
                return value.length > LONG ? (
                  <TextArea {...tie} value={value} onChange={(event) => change(event.target.value)} />
                ) : (
                  <Input {...tie} value={value} onChange={(event) => change(event.target.value)} />
                );
              }}
            </Field>
          ))}
        </div>
        {saving.error === null ? null : <Failure error={saving.error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
