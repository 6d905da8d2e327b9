import type { BudgetView } from '@weir/core/contract';
import { useForm } from 'react-hook-form';
import { liftBudget } from '../../api/limit-mutations.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { AMOUNT } from '../workloads/form.ts';
import { formText, liftText as text } from './text.ts';

interface LiftFields {
  amount: string;
  until: string;
  reason: string;
}
const DAY_MS = 86_400_000;

export default function LiftDialog({ budget, onClose }: { budget: BudgetView; onClose: () => void }) {
  const zone = useZone();
  const form = useForm<LiftFields>({
    defaultValues: { amount: '', until: toInputValue(new Date(Date.now() + DAY_MS), zone), reason: '' },
  });
  const { register, formState } = form;
  const { errors } = formState;
  return (
    <RecordDialog
      form={form}
      title={text.title(budget.name)}
      lead={text.lead}
      save={({ amount, until, reason }) =>
        liftBudget(budget.id, {
          amount: amount.trim(),
          until: fromInputValue(until, zone)?.toISOString() ?? '',
          reason: reason.trim(),
        })
      }
      done={() => text.done}
      submit={text.submit}
      explains={['amount', 'until', 'reason']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Field label={text.amount} error={errors.amount?.message ?? faultAt('amount')}>
            {(tie) => (
              <Input
                {...tie}
                {...register('amount', {
                  validate: (value) => AMOUNT.test(value.trim()) || formText.amountRule,
                })}
                inputMode="decimal"
                autoComplete="off"
              />
            )}
          </Field>
          <Field
            label={text.until}
            hint={text.untilHint(zone)}
            error={errors.until?.message ?? faultAt('until')}
          >
            {(tie) => (
              <Input
                type="datetime-local"
                {...tie}
                {...register('until', {
                  validate: (value) => fromInputValue(value, zone) !== undefined || formText.dateRule,
                })}
              />
            )}
          </Field>
          <Field
            label={text.reason}
            hint={text.reasonHint}
            error={errors.reason?.message ?? faultAt('reason')}
          >
            {(tie) => (
              <TextArea
                {...tie}
                {...register('reason', { validate: (value) => value.trim() !== '' || formText.required })}
                maxLength={1_000}
              />
            )}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
