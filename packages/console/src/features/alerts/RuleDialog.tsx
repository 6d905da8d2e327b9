import { useQuery } from '@tanstack/react-query';
import type { AlertRule } from '@weir/core/contract';
import type { ReactNode } from 'react';
import { Controller, type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { changeRule, createRule } from '../../api/alert-mutations.ts';
import { alertChannelsQuery } from '../../api/alert-queries.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { type Choice, Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { SLUG } from '../workloads/form.ts';
import { formText } from '../workloads/text.ts';
import { ChannelPicks } from './ChannelPicks.tsx';
import {
  type RuleFields,
  readScopeLines,
  ruleFieldsOf,
  THRESHOLDS,
  toNewRule,
  toRuleChange,
} from './prepare.ts';
import { ALERT_KINDS } from './search.ts';
import { kindHints, kindLabels, levelLabels, severityLabels, ruleText as text } from './text.ts';

const KINDS = ALERT_KINDS.map((value) => ({ value, label: kindLabels[value] }));
const LEVELS = (['yellow', 'red', 'exhausted'] as const).map((value) => ({
  value,
  label: levelLabels[value],
}));
const SEVERITIES = (['info', 'warning', 'critical'] as const).map((value) => ({
  value,
  label: severityLabels[value],
}));
const MOST_MINUTES = 10_080;
const hasMinutes = (value: string, least: number) =>
  /^\d+$/.test(value.trim()) && Number(value) >= least && Number(value) <= MOST_MINUTES;

type Form = UseFormReturn<RuleFields>;

function Choose<Name extends 'kind' | 'level' | 'severity'>(props: {
  form: Form;
  name: Name;
  label: string;
  hint?: string;
  error?: string | undefined;
  choices: readonly Choice<RuleFields[Name]>[];
}) {
  const { form, name, label, hint, error, choices } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id }) => (
        <Controller
          control={form.control}
          name={name}
          render={({ field }) => (
            <Select
              id={id}
              label={label}
              value={field.value as RuleFields[Name]}
              choices={choices}
              onChange={field.onChange}
              className="h-9 w-full"
            />
          )}
        />
      )}
    </Field>
  );
}

function Identity({ form, isNew, faultAt }: { form: Form; isNew: boolean; faultAt: FaultAt }) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {isNew ? (
        <Field
          label={recordText.id}
          hint={text.idHint}
          error={form.formState.errors.id?.message ?? faultAt('id')}
          optional
        >
          {(tie) => (
            <Input
              {...tie}
              {...form.register('id', {
                validate: (id) => id.trim() === '' || SLUG.test(id.trim()) || formText.idRule,
              })}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      ) : null}
      <Field label={recordText.name} error={faultAt('name')} optional>
        {(tie) => <Input {...tie} {...form.register('name')} maxLength={200} autoComplete="off" />}
      </Field>
    </div>
  );
}

function Condition({ form, isNew, faultAt }: { form: Form; isNew: boolean; faultAt: FaultAt }) {
  const kind = useWatch({ control: form.control, name: 'kind' });
  const need = THRESHOLDS[kind];
  const thresholdHints: Partial<Record<typeof kind, string>> = text.thresholds;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {isNew ? (
        <Choose form={form} name="kind" label={text.kind} hint={kindHints[kind]} choices={KINDS} />
      ) : null}
      {kind === 'budget' ? (
        <Choose form={form} name="level" label={text.level} error={faultAt('level')} choices={LEVELS} />
      ) : null}
      {need === undefined ? null : (
        <Field
          label={text.threshold}
          hint={thresholdHints[kind]}
          error={form.formState.errors.threshold?.message ?? faultAt('threshold')}
          optional={need === 'optional'}
        >
          {(tie) => (
            <Input
              {...tie}
              {...form.register('threshold', {
                validate: (value) =>
                  value.trim() === ''
                    ? need === 'optional' || text.needed
                    : Number(value) > 0 || text.numberRule,
              })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
        </Field>
      )}
      <Choose form={form} name="severity" label={text.severity} choices={SEVERITIES} />
    </div>
  );
}

function Telling({ form, faultAt }: { form: Form; faultAt: FaultAt }) {
  const channels = useQuery(alertChannelsQuery()).data ?? [];
  const { errors } = form.formState;
  const after = useWatch({ control: form.control, name: 'escalateAfter' });
  const escalates = after.trim() !== '';
  const minutes = (name: 'repeat' | 'escalateAfter', label: string, hint: string, optional: boolean) => (
    <Field
      label={label}
      hint={hint}
      error={
        errors[name]?.message ?? faultAt(name === 'repeat' ? 'repeat_minutes' : 'escalate_after_minutes')
      }
      optional={optional}
    >
      {(tie) => (
        <Input
          {...tie}
          {...form.register(name, {
            validate: (value) =>
              (optional && value.trim() === '') || hasMinutes(value, optional ? 1 : 0) || text.minutesRule,
          })}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </Field>
  );
  if (channels.length === 0) return <p className="text-sm text-ink-2">{text.noChannels}</p>;
  return (
    <>
      <Controller
        control={form.control}
        name="channels"
        render={({ field }) => (
          <ChannelPicks
            label={text.channels}
            error={faultAt('channels')}
            channels={channels}
            picked={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {minutes('repeat', text.repeat, text.repeatHint, false)}
        {minutes('escalateAfter', text.escalateAfter, text.escalateHint, true)}
      </div>
      {escalates ? (
        <Controller
          control={form.control}
          name="escalateTo"
          rules={{ validate: (ids) => ids.length > 0 || text.escalateBoth }}
          render={({ field, fieldState }) => (
            <ChannelPicks
              label={text.escalateHint}
              error={fieldState.error?.message ?? faultAt('escalate_to')}
              channels={channels}
              picked={field.value}
              onChange={field.onChange}
            />
          )}
        />
      ) : null}
    </>
  );
}

type FaultAt = (apiField: string) => string | undefined;

interface RuleDialogProps {
  /** Absent: creates one. */
  rule: AlertRule | undefined;
  onClose: () => void;
}

export function RuleDialog({ rule, onClose }: RuleDialogProps) {
  const isNew = rule === undefined;
  const form = useForm<RuleFields>({ defaultValues: ruleFieldsOf(rule) });
  const scopeField = (faultAt: FaultAt): ReactNode => (
    <Field
      label={text.scope}
      hint={text.scopeHint}
      error={form.formState.errors.scope?.message ?? faultAt('scope')}
      optional
    >
      {(tie) => (
        <TextArea
          {...tie}
          {...form.register('scope', {
            validate: (lines) => readScopeLines(lines) !== undefined || text.scopeRule,
          })}
          spellCheck={false}
        />
      )}
    </Field>
  );
  return (
    <RecordDialog
      wide
      form={form}
      title={rule === undefined ? text.create : recordText.change(rule.id)}
      lead={rule === undefined ? text.createLead : kindHints[rule.kind]}
      save={(fields) =>
        rule === undefined ? createRule(toNewRule(fields)) : changeRule(rule.id, toRuleChange(fields))
      }
      done={isNew ? text.created : text.saved}
      submit={isNew ? text.createButton : recordText.save}
      explains={[
        'id',
        'name',
        'level',
        'threshold',
        'scope',
        'channels',
        'repeat_minutes',
        'escalate_after_minutes',
        'escalate_to',
      ]}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Condition form={form} isNew={isNew} faultAt={faultAt} />
          {scopeField(faultAt)}
          <Telling form={form} faultAt={faultAt} />
          <Identity form={form} isNew={isNew} faultAt={faultAt} />
        </>
      )}
    </RecordDialog>
  );
}
