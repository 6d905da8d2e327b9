import { useQuery } from '@tanstack/react-query';
import type { Budget } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeBudget, createBudget } from '../../api/limit-mutations.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { ModelRefs } from '../routing/ModelRefs.tsx';
import { useZone } from '../scope/useZone.ts';
import { AMOUNT } from '../workloads/form.ts';
import { type BudgetFields, emptyBudget, fieldsOfBudget, toBudgetChange, toNewBudget } from './fields.ts';
import { ModeFields } from './ModeFields.tsx';
import { PeriodFields } from './PeriodFields.tsx';
import { ScopeEditor } from './ScopeEditor.tsx';
import { isFilled } from './scope.ts';
import { scopeText, formText as text } from './text.ts';
import { WhatIf } from './WhatIf.tsx';

const LOSSES = (['held_lease', 'closed'] as const).map((value) => ({ value, label: text.losses[value] }));
const EXPLAINED = [
  'name',
  'scope',
  'amount',
  'currency',
  'exchange_rate',
  'period',
  'starts_at',
  'ends_at',
  'mode',
  'degrade_to',
  'approvers',
  'yellow_percent',
  'red_percent',
  'roll_over_max',
  'on_authority_loss',
  'owner',
];
const isPercent = (value: string) => (Number(value) > 0 && Number(value) <= 100) || text.percentRule;
const needed = ({ scope, period, startsAt, endsAt, mode, degradeKind, degradeModel }: BudgetFields) =>
  scope.every(isFilled) &&
  (period !== 'fixed' || (startsAt !== '' && endsAt !== '')) &&
  (mode !== 'degrade' || degradeKind !== 'model' || degradeModel.trim() !== '');

interface BudgetDialogProps {
  /** Absent: creates one. */
  budget?: Budget;
  /** What a new one applies to at first. */
  scope?: Readonly<Record<string, string>>;
  onClose: () => void;
}

export default function BudgetDialog(props: BudgetDialogProps) {
  const currency = useQuery(organizationQuery()).data?.currency;
  return currency === undefined ? null : <BudgetForm {...props} currency={currency} />;
}

function BudgetForm({ budget, scope, currency, onClose }: BudgetDialogProps & { currency: string }) {
  const zone = useZone();
  const form = useForm<BudgetFields>({
    defaultValues: budget === undefined ? emptyBudget(currency, scope) : fieldsOfBudget(budget, zone),
  });
  const { control, register, formState } = form;
  const { errors } = formState;
  const fields = useWatch({ control }) as BudgetFields;
  const canAsk = AMOUNT.test(fields.amount.trim()) && needed(fields);
  return (
    <RecordDialog
      wide
      form={form}
      title={budget === undefined ? text.createTitle : text.changeTitle(budget.name)}
      lead={budget === undefined ? text.createLead : text.changeLead}
      save={(all) =>
        budget === undefined
          ? createBudget(toNewBudget(all, zone, currency))
          : changeBudget(budget.id, toBudgetChange(all, zone, currency))
      }
      done={budget === undefined ? text.created : text.changed}
      submit={budget === undefined ? text.submit : recordText.save}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {budget === undefined ? (
            <Controller
              control={control}
              name="scope"
              rules={{ validate: (rows) => rows.every(isFilled) || scopeText.needed }}
              render={({ field }) => (
                <ScopeEditor
                  rows={field.value}
                  onChange={field.onChange}
                  error={errors.scope?.message ?? faultAt('scope')}
                />
              )}
            />
          ) : null}
          <PeriodFields form={form} faultAt={faultAt} zone={zone} currency={currency} />
          <ModeFields form={form} faultAt={faultAt} />
          <WhatIf
            body={
              canAsk
                ? toNewBudget(
                    {
                      ...fields,
                      ...(budget === undefined ? {} : { scope: fieldsOfBudget(budget, zone).scope }),
                    },
                    zone,
                    currency,
                  )
                : undefined
            }
          />
          <div className="grid grid-cols-2 items-start gap-4">
            <Field label={text.yellow} error={errors.yellow?.message ?? faultAt('yellow_percent')}>
              {(tie) => (
                <Input {...tie} {...register('yellow', { validate: isPercent })} inputMode="decimal" />
              )}
            </Field>
            <Field label={text.red} error={errors.red?.message ?? faultAt('red_percent')}>
              {(tie) => <Input {...tie} {...register('red', { validate: isPercent })} inputMode="decimal" />}
            </Field>
          </div>
          <Field
            label={text.authorityLoss}
            hint={fields.mode === 'soft' ? text.softLoss : text.lossHint[fields.onAuthorityLoss]}
            error={faultAt('on_authority_loss')}
          >
            {({ id }) => (
              <Controller
                control={control}
                name="onAuthorityLoss"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.authorityLoss}
                    value={field.value}
                    choices={LOSSES}
                    onChange={field.onChange}
                    className="!h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field label={text.name} hint={text.nameHint} error={faultAt('name')} optional>
              {(tie) => <Input {...tie} {...register('name')} maxLength={200} autoComplete="off" />}
            </Field>
            <Field label={text.owner} hint={text.ownerHint} error={faultAt('owner')} optional>
              {(tie) => <Input {...tie} {...register('owner')} maxLength={200} autoComplete="off" />}
            </Field>
          </div>
          {fields.mode === 'degrade' ? <ModelRefs withRoutes={false} /> : null}
        </>
      )}
    </RecordDialog>
  );
}
