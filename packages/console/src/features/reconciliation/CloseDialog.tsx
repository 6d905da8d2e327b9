import { useQueryClient } from '@tanstack/react-query';
import type { Period } from '@weir/core/contract';
import { useForm, useWatch } from 'react-hook-form';
import { closePeriod } from '../../api/books-mutations.ts';
import { BOOKS } from '../../api/books-queries.ts';
import { LEDGER } from '../../api/queries.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { OpenPoints } from './OpenPoints.tsx';
import { monthText as text } from './text.ts';

interface CloseFields {
  confirm: string;
  by: string;
  force: boolean;
  reason: string;
}

function bodyOf({ by, force, reason }: CloseFields) {
  return {
    ...(by.trim() === '' ? {} : { by: by.trim() }),
    ...(force ? { force, reason: reason.trim() } : {}),
  };
}

/** Closing is for ever, so the month is typed; points that stay open need a reason. */
export default function CloseDialog({ period, onClose }: { period: Period; onClose: () => void }) {
  const { month, open_points: points } = period;
  const client = useQueryClient();
  const form = useForm<CloseFields>({ defaultValues: { confirm: '', by: '', force: false, reason: '' } });
  const { register, control, formState } = form;
  const { errors } = formState;
  const force = useWatch({ control, name: 'force' });
  return (
    <RecordDialog
      form={form}
      title={text.closeTitle(month)}
      lead={text.closeLead}
      save={async (fields) => {
        await closePeriod(month, bodyOf(fields));
        for (const key of [BOOKS, LEDGER]) void client.invalidateQueries({ queryKey: [key] });
        return { id: month };
      }}
      done={text.closed}
      submit={text.closeSubmit}
      explains={['by', 'reason']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {points.length === 0 ? null : (
            <>
              <OpenPoints points={points} month={month} />
              <div>
                <Check
                  label={text.force}
                  hint={text.forceHint(points.length)}
                  {...register('force', { validate: (on) => on || text.forceRule })}
                />
                {errors.force === undefined ? null : (
                  <p className="mt-1 text-xs text-bad">{errors.force.message}</p>
                )}
              </div>
              {force ? (
                <Field label={text.reason} error={errors.reason?.message ?? faultAt('reason')}>
                  {(tie) => (
                    <TextArea
                      {...tie}
                      maxLength={1_000}
                      {...register('reason', { validate: (value) => value.trim() !== '' || text.reasonRule })}
                    />
                  )}
                </Field>
              ) : null}
            </>
          )}
          <Field label={text.who2} hint={text.whoHint} error={faultAt('by')} optional>
            {(tie) => <Input {...tie} {...register('by')} maxLength={200} autoComplete="name" />}
          </Field>
          <Field label={text.confirm(month)} error={errors.confirm?.message}>
            {(tie) => (
              <Input
                {...tie}
                autoComplete="off"
                {...register('confirm', {
                  validate: (value) => value.trim() === month || text.confirmRule(month),
                })}
              />
            )}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
