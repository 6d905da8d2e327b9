import { useQuery } from '@tanstack/react-query';
import type { Kill } from '@weir/core/contract';
import { useId } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { providersQuery } from '../../api/gateway-queries.ts';
import { throwKill } from '../../api/limit-mutations.ts';
import { keysQuery, workloadsQuery } from '../../api/queries.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { KnownIds } from '../workloads/KnownIds.tsx';
import { isConfirmed, type StopFields, TARGETS, targetSentence, toNewKill } from './prepare.ts';
import { targetLabels, stopText as text } from './text.ts';

const TARGET_CHOICES = TARGETS.map((value) => ({ value, label: targetLabels[value] }));

/** Ids that a target may have, with what people call them. */
function useSubjects(target: Kill['target']): readonly { id: string; name?: string }[] {
  const workloads = useQuery({
    ...workloadsQuery(),
    enabled: target === 'workload' || target === 'task',
  }).data;
  const keys = useQuery({ ...keysQuery(), enabled: target === 'key' }).data;
  const providers = useQuery({ ...providersQuery(), enabled: target === 'provider' }).data?.data;
  if (target === 'workload') return workloads ?? [];
  if (target === 'task') return (workloads ?? []).map(({ id }) => ({ id: `${id}/` }));
  if (target === 'key') {
    return (keys ?? [])
      .filter(({ state }) => state === 'active')
      .map(({ id, name, prefix, workload }) => ({ id, name: `${name} · ${workload} · ${prefix}…` }));
  }
  return target === 'provider' ? (providers ?? []).filter(({ configured }) => configured) : [];
}

interface StopDialogProps {
  /** What is stopped at first; it may be changed. */
  target?: Kill['target'];
  subject?: string;
  onClose: () => void;
}

export default function StopDialog({ target: first = 'workload', subject = '', onClose }: StopDialogProps) {
  const list = useId();
  const form = useForm<StopFields>({
    defaultValues: { target: first, subject, reason: '', cut: true, confirmation: '' },
  });
  const { control, register, formState, setValue } = form;
  const { errors } = formState;
  const target = useWatch({ control, name: 'target' });
  const subjects = useSubjects(target);
  return (
    <RecordDialog
      form={form}
      title={text.title}
      lead={text.lead}
      save={(fields) => throwKill(toNewKill(fields))}
      done={() => `${text.done}: ${targetSentence(toNewKill(form.getValues()))}`}
      submit={text.submit}
      explains={['target', 'subject', 'reason']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Field label={text.target} error={faultAt('target')}>
            {({ id }) => (
              <Controller
                control={control}
                name="target"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.target}
                    value={field.value}
                    choices={TARGET_CHOICES}
                    onChange={(next) => {
                      field.onChange(next);
                      setValue('subject', '');
                    }}
                    className="!h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          {target === 'everything' ? null : (
            <Field
              label={text.subjects[target]}
              hint={text.hints[target]}
              error={errors.subject?.message ?? faultAt('subject')}
            >
              {(tie) => (
                <>
                  <Input
                    {...tie}
                    {...register('subject', {
                      validate: (value, all) =>
                        all.target === 'everything' || value.trim() !== '' || text.needed,
                    })}
                    list={list}
                    autoComplete="off"
                    spellCheck={false}
                  />
                  <KnownIds list={list} of={subjects} />
                </>
              )}
            </Field>
          )}
          <Field
            label={text.reason}
            hint={text.reasonHint}
            error={errors.reason?.message ?? faultAt('reason')}
          >
            {(tie) => (
              <TextArea
                {...tie}
                {...register('reason', { validate: (value) => value.trim() !== '' || text.needed })}
                maxLength={1_000}
              />
            )}
          </Field>
          <Check label={text.cut} hint={text.cutHint} {...register('cut')} />
          {target === 'everything' ? (
            <Field
              label={text.confirm(text.word)}
              hint={text.confirmHint}
              error={errors.confirmation?.message}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('confirmation', {
                    validate: (_, all) => isConfirmed(all) || text.confirmRule(text.word),
                  })}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          ) : null}
        </>
      )}
    </RecordDialog>
  );
}
