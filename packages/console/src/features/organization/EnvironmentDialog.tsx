import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { EnvironmentPolicy } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { putEnvironment } from '../../api/mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { dimensionLabel } from '../scope/text.ts';
import { pairFault } from '../tags/pairs.ts';
import { TagsEditor } from '../tags/TagsEditor.tsx';
import { SLUG } from '../workloads/form.ts';
import { formText } from '../workloads/text.ts';
import { DEFAULTABLE, type PolicyFields, policyFieldsOf, REQUIRABLE, rulesOf } from './policy.ts';
import { policyLabels, environmentText as text } from './text.ts';

const POLICIES = ['reject', 'quarantine', 'default'] as const;

interface EnvironmentDialogProps {
  /** Absent: creates one. */
  policy?: EnvironmentPolicy;
  onClose: () => void;
}

export function EnvironmentDialog({ policy, onClose }: EnvironmentDialogProps) {
  const client = useQueryClient();
  const isNew = policy === undefined;
  const { register, handleSubmit, control, formState } = useForm<PolicyFields>({
    defaultValues: policyFieldsOf(policy),
  });
  const save = useMutation({
    mutationFn: (fields: PolicyFields) => putEnvironment(fields.id.trim(), rulesOf(fields)),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.saved(id));
      onClose();
    },
  });
  const { errors } = formState;
  const faults = {
    id: errors.id?.message ?? faultOf(save.error, 'id'),
    defaults: errors.defaults?.message ?? faultOf(save.error, 'defaults'),
  };
  const isExplained = faults.id !== undefined || faults.defaults !== undefined;
  return (
    <Dialog
      wide
      open
      onClose={onClose}
      title={policy === undefined ? text.create : text.changeTitle(policy.id)}
      description={isNew ? text.createLead : undefined}
    >
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={handleSubmit((fields) => save.mutate(fields))}
      >
        {isNew ? (
          <Field label={text.id} hint={text.idHint} error={faults.id}>
            {(tie) => (
              <Input
                {...tie}
                {...register('id', {
                  required: formText.required,
                  validate: (id) => SLUG.test(id.trim()) || formText.idRule,
                })}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        ) : null}
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
              error={faults.defaults}
              pairs={field.value}
              onChange={field.onChange}
              names={DEFAULTABLE}
            />
          )}
        />
        {save.error === null || isExplained ? null : <Failure error={save.error} />}
        <Button type="submit" look="primary" className="self-end" disabled={save.isPending}>
          {save.isPending ? text.saving : isNew ? text.createButton : text.save}
        </Button>
      </form>
    </Dialog>
  );
}
