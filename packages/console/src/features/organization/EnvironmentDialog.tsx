import type { EnvironmentPolicy } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { putEnvironment } from '../../api/mutations.ts';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { dimensionLabel } from '../scope/text.ts';
import { pairFault } from '../tags/pairs.ts';
import { TagsEditor } from '../tags/TagsEditor.tsx';
import { DEFAULTABLE, type PolicyFields, policyFieldsOf, REQUIRABLE, rulesOf } from './policy.ts';
import { policyLabels, environmentText as text } from './text.ts';

const POLICIES = ['reject', 'quarantine', 'default'] as const;

interface EnvironmentDialogProps {
  /** Absent: creates one. */
  policy?: EnvironmentPolicy;
  onClose: () => void;
}

export function EnvironmentDialog({ policy, onClose }: EnvironmentDialogProps) {
  const isNew = policy === undefined;
  const form = useForm<PolicyFields>({ defaultValues: policyFieldsOf(policy) });
  const { register, control, formState } = form;
  return (
    <RecordDialog
      wide
      form={form}
      title={policy === undefined ? text.create : recordText.change(policy.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) => putEnvironment(fields.id.trim(), rulesOf(fields))}
      done={text.saved}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'defaults']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
          <fieldset className="min-w-0">
            <legend className="mb-1 text-sm font-medium">{text.policy}</legend>
            <div className="flex flex-col divide-y divide-line rounded-md border border-line-strong">
              {POLICIES.map((value) => (
                <label key={value} className="flex cursor-pointer items-start gap-2.5 px-3 py-2.5">
                  <input
                    type="radio"
                    value={value}
                    {...register('policy')}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                  <span className="min-w-0">
                    <span className="block text-sm font-medium">{policyLabels[value]}</span>
                    <span className="block text-xs text-ink-3">{text.policyHints[value]}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          <fieldset className="min-w-0">
            <legend className="mb-1 text-sm font-medium">{text.required}</legend>
            <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
              {REQUIRABLE.map((name) => (
                <label key={name} className="flex min-h-8 cursor-pointer items-center gap-2 text-sm">
                  <input
                    type="checkbox"
                    value={name}
                    {...register('required')}
                    className="size-4 shrink-0 accent-accent"
                  />
                  {dimensionLabel(name)}
                </label>
              ))}
            </div>
            <p className="mt-1 text-xs text-ink-3">{text.requiredHint}</p>
          </fieldset>
          <Controller
            control={control}
            name="defaults"
            rules={{ validate: (pairs) => pairFault(pairs) ?? true }}
            render={({ field }) => (
              <TagsEditor
                label={text.defaults}
                hint={text.defaultsHint}
                error={formState.errors.defaults?.message ?? faultAt('defaults')}
                pairs={field.value}
                onChange={field.onChange}
                names={DEFAULTABLE}
              />
            )}
          />
        </>
      )}
    </RecordDialog>
  );
}
