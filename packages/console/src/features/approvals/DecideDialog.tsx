import { useQuery } from '@tanstack/react-query';
import type { Approval } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { approve, reject } from '../../api/limit-mutations.ts';
import { organizationQuery } from '../../api/queries.ts';
import { formatMoney } from '../../format/money.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { AMOUNT } from '../workloads/form.ts';
import { type DecisionFields, toConsent } from './prepare.ts';
import { decideText as text } from './text.ts';

const DAY_MS = 86_400_000;

interface DecideDialogProps {
  approval: Approval;
  answer: 'approve' | 'reject';
  onClose: () => void;
}

export default function DecideDialog({ approval, answer, onClose }: DecideDialogProps) {
  const zone = useZone();
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const { id, kind, subject, question, approvers, needed } = approval;
  const isYes = answer === 'approve';
  const isBudget = kind === 'budget';
  const form = useForm<DecisionFields>({
    defaultValues: {
      amount: '',
      until: toInputValue(new Date(Date.now() + DAY_MS), zone),
      by: approvers[0] ?? '',
      reason: '',
    },
  });
  const { register, control, formState } = form;
  const { errors } = formState;
  return (
    <RecordDialog
      form={form}
      title={isYes ? text.approveTitle(subject) : text.rejectTitle(subject)}
      lead={question}
      save={(fields) => {
        if (isYes) return approve(id, toConsent(fields, fromInputValue(fields.until, zone)?.toISOString()));
        return reject(id, toConsent({ ...fields, amount: '' }, undefined));
      }}
      done={() => (isYes ? text.approved : text.rejected)}
      submit={isYes ? text.approve : text.reject}
      explains={['amount', 'until', 'by', 'reason']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isYes ? (
            <>
              <Field
                label={text.amount}
                optional={!isBudget}
                hint={
                  !isBudget
                    ? text.taskAmountHint
                    : needed === undefined
                      ? undefined
                      : text.amountHint(formatMoney(needed, currency).text)
                }
                error={errors.amount?.message ?? faultAt('amount')}
              >
                {(tie) => (
                  <Input
                    {...tie}
                    {...register('amount', {
                      validate: (value) =>
                        (!isBudget && value.trim() === '') || AMOUNT.test(value.trim()) || text.amountRule,
                    })}
                    inputMode="decimal"
                    autoComplete="off"
                  />
                )}
              </Field>
              <Field
                label={text.until}
                optional={!isBudget}
                hint={text.untilHint(zone)}
                error={errors.until?.message ?? faultAt('until')}
              >
                {(tie) => (
                  <Input
                    type="datetime-local"
                    {...tie}
                    {...register('until', {
                      validate: (value) =>
                        !isBudget || fromInputValue(value, zone) !== undefined || text.dateRule,
                    })}
                  />
                )}
              </Field>
            </>
          ) : null}
          <Field
            label={text.by}
            hint={approvers.length === 0 ? text.byHint : undefined}
            optional={approvers.length === 0}
            error={faultAt('by')}
          >
            {(tie) =>
              approvers.length === 0 ? (
                <Input {...tie} {...register('by')} maxLength={200} autoComplete="off" />
              ) : (
                <Controller
                  control={control}
                  name="by"
                  render={({ field }) => (
                    <Select
                      id={tie.id}
                      label={text.by}
                      value={field.value}
                      choices={approvers.map((value) => ({ value, label: value }))}
                      onChange={field.onChange}
                      className="!h-9 w-full"
                    />
                  )}
                />
              )
            }
          </Field>
          <Field
            label={text.reason}
            hint={isYes ? undefined : text.rejectHint}
            error={faultAt('reason')}
            optional
          >
            {(tie) => <TextArea {...tie} {...register('reason')} maxLength={1_000} />}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
