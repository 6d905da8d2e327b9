import { useForm } from 'react-hook-form';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { formText, runText as text } from './text.ts';

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const MONTH_DAYS = 30;

interface BackfillDialogProps {
  id: string;
  onStart: (stretch: { since: string; until: string }) => void;
  onClose: () => void;
}

/** Days of the past that a source is asked for again. */
export default function BackfillDialog({ id, onStart, onClose }: BackfillDialogProps) {
  const now = new Date();
  const form = useForm({
    defaultValues: { since: dayOf(new Date(now.getTime() - MONTH_DAYS * 86_400_000)), until: dayOf(now) },
  });
  const { register, formState, handleSubmit } = form;
  return (
    <Dialog open onClose={onClose} title={text.backfillTitle(id)} description={text.backfillLead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={handleSubmit(({ since, until }) => {
          onStart({ since: `${since}T00:00:00Z`, until: `${until}T00:00:00Z` });
          onClose();
        })}
      >
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={text.since} error={formState.errors.since?.message}>
            {(tie) => <Input {...tie} type="date" {...register('since', { required: formText.needed })} />}
          </Field>
          <Field label={text.until} hint={text.days} error={formState.errors.until?.message}>
            {(tie) => (
              <Input
                {...tie}
                type="date"
                {...register('until', {
                  required: formText.needed,
                  validate: (until, { since }) => until > since || text.order,
                })}
              />
            )}
          </Field>
        </div>
        <Button type="submit" look="primary" className="self-end">
          {text.start}
        </Button>
      </form>
    </Dialog>
  );
}
