import { useQuery } from '@tanstack/react-query';
import type { Source, SourceKind, SourceRole } from '@weir/core/contract';
import { useMemo } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeSource, createSource } from '../../api/source-mutations.ts';
import { sourceKindsQuery } from '../../api/source-queries.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { fieldsOf, type SourceFields, toChange, toNewSource } from './fields.ts';
import { isWholeRule, readPairs } from './prepare.ts';
import { RulesEditor } from './RulesEditor.tsx';
import { inWords, SettingInput } from './SettingInput.tsx';
import { readSetting, type SettingField, settingFields } from './settings.ts';
import { roleHints, roleLabels, formText as text } from './text.ts';

const ROLES = (['statement', 'charges'] as const).map((value) => ({
  value,
  label: roleLabels[value],
}));

interface SourceDialogProps {
  /** Absent: creates one. */
  source?: Source;
  onClose: () => void;
}

export default function SourceDialog(props: SourceDialogProps) {
  const kinds = useQuery(sourceKindsQuery()).data;
  return kinds === undefined ? null : <SourceForm {...props} kinds={kinds} />;
}

const isGiven = (field: SettingField) => (value: unknown) =>
  typeof value !== 'string' ||
  (value.trim() === ''
    ? !field.needed || text.needed
    : readSetting(field.look, value) !== undefined || text.jsonRule);

function SourceForm({ source, kinds, onClose }: SourceDialogProps & { kinds: readonly SourceKind[] }) {
  const isNew = source === undefined;
  const form = useForm<SourceFields>({ defaultValues: fieldsOf(source, kinds) });
  const { control, register, formState, setValue } = form;
  const { errors } = formState;
  const kind = useWatch({ control, name: 'kind' });
  const role = useWatch({ control, name: 'role' });
  const of = kinds.find((one) => one.kind === kind);
  const settings = useMemo(() => (of === undefined ? [] : settingFields(of)), [of]);
  const pick = (next: string) => {
    const chosen = kinds.find((one) => one.kind === next);
    if (chosen === undefined) return;
    setValue('kind', next);
    setValue('role', chosen.role);
    setValue('settings', fieldsOf(undefined, [chosen]).settings);
    setValue('secrets', {});
  };
  const inputs = (rare: boolean, faultAt: (field: string) => string | undefined) =>
    settings
      .filter((field) => field.rare === rare)
      .map((field) => (
        <Controller
          key={`${kind} ${field.name}`}
          control={control}
          name={`settings.${field.name}`}
          rules={{ validate: isGiven(field) }}
          render={({ field: { value, onChange } }) => (
            <SettingInput
              field={field}
              value={value ?? field.usual}
              onChange={onChange}
              error={errors.settings?.[field.name]?.message ?? faultAt(`settings.${field.name}`)}
            />
          )}
        />
      ));
  const secrets = (needed: boolean, faultAt: (field: string) => string | undefined) =>
    (of?.secrets ?? [])
      .filter(({ required }) => required === needed)
      .map(({ name, required, hint }) => (
        <Field
          key={`${kind} ${name}`}
          label={inWords(name)}
          hint={`${hint} ${isNew ? text.secretHint : source.secrets.includes(name) ? text.secretKeep : text.secretMissing}`}
          error={errors.secrets?.[name]?.message ?? faultAt(`secrets.${name}`)}
          optional={!required}
        >
          {(tie) => (
            <Input
              {...tie}
              {...register(`secrets.${name}`, {
                validate: (value) => !isNew || !required || (value ?? '').trim() !== '' || text.needed,
              })}
              type="password"
              autoComplete="new-password"
            />
          )}
        </Field>
      ));
  const hasRareFault = (faultAt: (field: string) => string | undefined) =>
    settings.some(
      ({ name, rare }) =>
        rare && (errors.settings?.[name] !== undefined || faultAt(`settings.${name}`) !== undefined),
    );
  const pairRule = (value: string) => readPairs(value) !== undefined || text.pairRule;
  return (
    <RecordDialog
      wide
      form={form}
      title={isNew ? text.create : text.change(source.id)}
      lead={isNew ? text.createLead : of?.name}
      save={(fields) =>
        isNew
          ? createSource(toNewSource(fields, settings))
          : changeSource(source.id, toChange(fields, settings))
      }
      done={isNew ? text.created : text.changed}
      submit={isNew ? text.submit : recordText.save}
      explains={[
        'id',
        'name',
        'kind',
        'role',
        'schedule',
        ...settings.map(({ name }) => `settings.${name}`),
        ...(of?.secrets ?? []).map(({ name }) => `secrets.${name}`),
        'attribution',
      ]}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? (
            <>
              <div className="grid items-start gap-4 sm:grid-cols-2">
                <Field label={text.kind} error={faultAt('kind')}>
                  {({ id }) => (
                    <Select
                      id={id}
                      label={text.kind}
                      value={kind}
                      choices={kinds.map((one) => ({ value: one.kind, label: one.name }))}
                      onChange={pick}
                      className="!h-9 w-full"
                    />
                  )}
                </Field>
                <IdField form={form} hint={text.idHint} fault={faultAt('id')} />
              </div>
              <Field label={text.role} hint={`${roleHints[role]} ${text.roleFixed}`} error={faultAt('role')}>
                {({ id }) => (
                  <Select<SourceRole>
                    id={id}
                    label={text.role}
                    value={role}
                    choices={ROLES}
                    onChange={(next) => setValue('role', next)}
                    className="!h-9 w-full"
                  />
                )}
              </Field>
            </>
          ) : (
            <Field label={text.name} hint={text.nameHint} error={faultAt('name')} optional>
              {(tie) => <Input {...tie} {...register('name')} maxLength={200} autoComplete="off" />}
            </Field>
          )}
          {secrets(true, faultAt)}
          {inputs(false, faultAt)}
          <Field
            label={text.schedule}
            hint={isNew ? scheduleHint(of) : text.scheduleChange}
            error={faultAt('schedule')}
            optional
          >
            {(tie) => (
              <Input {...tie} {...register('schedule')} autoComplete="off" className="font-mono !text-xs" />
            )}
          </Field>
          <fieldset className="flex flex-col gap-3 border-t border-line pt-4">
            <legend className="sr-only">{text.attribution}</legend>
            <div>
              <p aria-hidden className="text-sm font-medium">
                {text.attribution}
              </p>
              <p className="text-xs text-ink-3">{text.attributionLead}</p>
            </div>
            <Controller
              control={control}
              name="rules"
              rules={{ validate: (rules) => rules.every(isWholeRule) || text.ruleRule }}
              render={({ field: { value, onChange } }) => (
                <RulesEditor
                  rules={value}
                  onChange={onChange}
                  error={errors.rules?.message ?? errors.rules?.root?.message ?? faultAt('attribution.rules')}
                />
              )}
            />
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <Field
                label={text.take}
                hint={text.takeLead}
                error={errors.take?.message ?? faultAt('attribution.take')}
                optional
              >
                {(tie) => (
                  <TextArea {...tie} {...register('take', { validate: pairRule })} className="!min-h-9" />
                )}
              </Field>
              <Field
                label={text.tags}
                hint={text.tagsLead}
                error={errors.tags?.message ?? faultAt('attribution.tags')}
                optional
              >
                {(tie) => (
                  <TextArea {...tie} {...register('tags', { validate: pairRule })} className="!min-h-9" />
                )}
              </Field>
            </div>
          </fieldset>
          {settings.some(({ rare }) => rare) || of?.secrets.some(({ required }) => !required) === true ? (
            <details open={hasRareFault(faultAt)} className="border-t border-line pt-3">
              <summary className="cursor-pointer text-sm font-medium">{text.more}</summary>
              <div className="mt-3 flex flex-col gap-4">
                {inputs(true, faultAt)}
                {secrets(false, faultAt)}
              </div>
            </details>
          ) : null}
        </>
      )}
    </RecordDialog>
  );
}

const scheduleHint = (kind: SourceKind | undefined) =>
  kind?.schedule === undefined ? text.scheduleHint : text.scheduleUsual(kind.schedule);
