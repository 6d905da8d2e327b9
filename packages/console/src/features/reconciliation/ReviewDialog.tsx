import { useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { reviewPeriod } from '../../api/books-mutations.ts';
import { BOOKS } from '../../api/books-queries.ts';
import { Field, Input } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { monthText as text } from './text.ts';

export default function ReviewDialog({ month, onClose }: { month: string; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm({ defaultValues: { by: '' } });
  return (
    <RecordDialog
      form={form}
      title={text.reviewTitle(month)}
      lead={text.reviewLead}
      save={async ({ by }) => {
        await reviewPeriod(month, by.trim() === '' ? {} : { by: by.trim() });
        void client.invalidateQueries({ queryKey: [BOOKS] });
        return { id: month };
      }}
      done={text.reviewDone}
      submit={text.review}
      explains={['by']}
      onClose={onClose}
    >
      {(faultAt) => (
        <Field label={text.who2} hint={text.whoHint} error={faultAt('by')} optional>
          {(tie) => <Input {...tie} {...form.register('by')} maxLength={200} autoComplete="name" />}
        </Field>
      )}
    </RecordDialog>
  );
}
