import { useForm } from 'react-hook-form';
import { dayStart } from '../../format/days.ts';
import { Field, Input } from '../../ui/field.tsx';
import { useZone } from '../scope/useZone.ts';
import { RecordDialog } from './RecordDialog.tsx';
import { text } from './text.ts';

interface EndRecordProps {
  title: string;
  lead: string;
  /** Said when it is done. */
  done: string;
  /** `at` absent: now. */
  end: (at: string | undefined) => Promise<{ id: string }>;
  onClose: () => void;
}

/** Ends what is never changed or deleted: now, or from a day to come. */
export function EndRecord({ title, lead, done, end, onClose }: EndRecordProps) {
  const zone = useZone();
  const form = useForm({ defaultValues: { at: '' } });
  return (
    <RecordDialog
      form={form}
      title={title}
      lead={lead}
      save={({ at }) => end(dayStart(at, zone))}
      done={() => done}
      submit={text.endSubmit}
      explains={['at']}
      onClose={onClose}
    >
      {(faultAt) => (
        <Field label={text.endAt} hint={text.endAtHint(zone)} error={faultAt('at')} optional>
          {(tie) => <Input type="date" {...tie} {...form.register('at')} />}
        </Field>
      )}
    </RecordDialog>
  );
}
