import type { PriceListView } from '@weir/core/contract';
import { useForm } from 'react-hook-form';
import { approvePriceList, rejectPriceList } from '../../api/price-mutations.ts';
import { dayStart } from '../../format/days.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { ChangeCounts } from './ListTable.tsx';
import { listsText as text } from './text.ts';

export type Decision = 'approve' | 'reject';

interface DecideDialogProps {
  list: PriceListView;
  decision: Decision;
  zone: string;
  onClose: () => void;
}

/** Lets a list hold from an instant on, or turns it down. */
export function DecideDialog({ list, decision, zone, onClose }: DecideDialogProps) {
  const form = useForm({ defaultValues: { from: '', note: '' } });
  const approves = decision === 'approve';
  return (
    <RecordDialog
      form={form}
      title={approves ? text.approveTitle(list.version) : text.rejectTitle(list.version)}
      lead={approves ? text.approveLead : text.rejectLead}
      save={(fields) => {
        const from = dayStart(fields.from, zone);
        const note = fields.note.trim();
        const body = {
          ...(from === undefined || !approves ? {} : { from }),
          ...(note === '' ? {} : { note }),
        };
        return approves ? approvePriceList(list.id, body) : rejectPriceList(list.id, body);
      }}
      done={() => (approves ? text.approved : text.wasRejected)}
      submit={approves ? text.approve : text.reject}
      explains={['from', 'note']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <p className="rounded-md bg-sunken px-4 py-3 text-sm">
            <ChangeCounts changes={list.changes} />
          </p>
          {approves ? (
            <Field label={text.holdsFrom} hint={text.holdsFromHint(zone)} error={faultAt('from')} optional>
              {(tie) => <Input type="date" {...tie} {...form.register('from')} />}
            </Field>
          ) : null}
          <Field label={text.note} hint={text.noteHint} error={faultAt('note')} optional>
            {(tie) => <TextArea {...tie} {...form.register('note')} maxLength={1_000} />}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
