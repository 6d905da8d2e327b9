import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { faultOf } from '../../api/failure.ts';
import { VALUE } from '../../api/queries.ts';
import { createNote } from '../../api/value-queries.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import type { Range } from '../scope/range.ts';
import { text } from './text.ts';

interface NoteDialogProps {
  range: Range;
  zone: string;
  workload?: string;
  onClose: () => void;
}

/** Now, or the last minute that the chart shows. */
const startAt = ({ until }: Range): Date => new Date(Math.min(Date.now(), until.getTime() - 60_000));

export default function NoteDialog({ range, zone, workload, onClose }: NoteDialogProps) {
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [when, setWhen] = useState(() => toInputValue(startAt(range), zone));
  const [onlyHere, setOnlyHere] = useState(true);
  const at = fromInputValue(when, zone);
  const saving = useMutation({
    mutationFn: createNote,
    onSuccess: async () => {
      announce(text.saved);
      await client.invalidateQueries({ queryKey: [VALUE, 'notes'] });
      onClose();
    },
  });
  const fault = (field: string) => faultOf(saving.error, field);
  const isPlaced = fault('text') !== undefined || fault('at') !== undefined;
  return (
    <Dialog open onClose={onClose} title={text.dialog} description={text.hint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (at === undefined || words.trim() === '') return;
          saving.mutate({
            at: at.toISOString(),
            text: words.trim(),
            ...(workload !== undefined && onlyHere ? { workload } : {}),
          });
        }}
      >
        <Field label={text.text} error={fault('text')}>
          {(control) => (
            <TextArea
              {...control}
              required
              maxLength={1000}
              placeholder={text.placeholder}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          )}
        </Field>
        <Field label={text.at} error={at === undefined ? text.badDate : fault('at')}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={when}
              onChange={(event) => setWhen(event.target.value)}
            />
          )}
        </Field>
        {workload === undefined ? null : (
          <Check
            label={text.onlyHere(workload)}
            checked={onlyHere}
            onChange={(event) => setOnlyHere(event.target.checked)}
          />
        )}
        {saving.error === null || isPlaced ? null : <Failure error={saving.error} />}
        <Button
          type="submit"
          look="primary"
          className="self-end"
          disabled={saving.isPending || at === undefined || words.trim() === ''}
        >
          {text.save}
        </Button>
      </form>
    </Dialog>
  );
}
