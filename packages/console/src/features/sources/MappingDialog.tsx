import { useMutation } from '@tanstack/react-query';
import type { Mapping, MappingPreview } from '@weir/core/contract';
import { useId, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { changeMapping, createMapping, previewMapping } from '../../api/source-mutations.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Field, INPUT_CLASS, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { PairsEditor } from './PairsEditor.tsx';
import { LinesTable, ProblemList } from './PreviewView.tsx';
import {
  fieldsOfMapping,
  fieldsOfRules,
  type MappingFields,
  readMore,
  readRules,
  sampleOf,
} from './rules.ts';
import { formText, mappingText as text } from './text.ts';

/** As the contract lists them; its values would bring the whole of it into the page. */
const FIELDS = [
  'since',
  'until',
  'provider',
  'account',
  'project',
  'key',
  'model',
  'unit',
  'category',
  'tier',
  'region',
  'quantity',
  'requests',
  'cost',
  'list_cost',
  'effective_cost',
  'currency',
  'invoice',
  'description',
  'user',
] as const;
const choicesOf = <V extends string>(labels: Readonly<Record<V, string>>) =>
  (Object.entries(labels) as [V, string][]).map(([value, label]) => ({ value, label }));
const DATES = choicesOf(text.dateChoices);
const PERIODS = choicesOf(text.periods);
const SIGNS = choicesOf(text.signs);

function OpenPoints({ preview }: { preview: MappingPreview }) {
  return preview.open_points.length === 0 ? null : (
    <div className="rounded-md bg-warn-weak px-3 py-2 text-sm">
      <p className="font-medium text-warn">{text.open}</p>
      <ul className="list-disc pl-5">
        {preview.open_points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}

function Outcome({ preview }: { preview: MappingPreview }) {
  return (
    <div className="flex flex-col gap-3">
      <ProblemList problems={preview.problems} />
      {preview.lines.length === 0 ? null : (
        <div className="max-h-64 overflow-y-auto rounded-md border border-line">
          <LinesTable lines={preview.lines} />
        </div>
      )}
    </div>
  );
}

interface MappingDialogProps {
  /** Absent: creates one. */
  mapping: Mapping | undefined;
  onClose: () => void;
}

export default function MappingDialog({ mapping, onClose }: MappingDialogProps) {
  const isNew = mapping === undefined;
  const [file, setFile] = useState<File>();
  const lists = useId();
  const form = useForm<MappingFields>({ defaultValues: fieldsOfMapping(mapping) });
  const { control, register, formState, getValues, setValue } = form;
  const { errors } = formState;
  const looking = useMutation({
    mutationFn: async ({ sample, suggest }: { sample: File; suggest: boolean }) =>
      previewMapping({ ...(await sampleOf(sample)), ...(suggest ? {} : { rules: readRules(getValues()) }) }),
    onSuccess: ({ rules }, { suggest }) => {
      if (!suggest) return;
      for (const [name, value] of Object.entries(fieldsOfRules(rules))) {
        setValue(name as keyof MappingFields, value);
      }
    },
  });
  const choose = (sample: File | undefined) => {
    if (sample === undefined) return;
    setFile(sample);
    looking.mutate({ sample, suggest: isNew });
  };
  const select = <V extends string>(
    name: 'dates' | 'period' | 'sign',
    label: string,
    choices: readonly { value: V; label: string }[],
    fault: string | undefined,
  ) => (
    <Field label={label} error={fault}>
      {({ id }) => (
        <Controller
          control={control}
          name={name}
          render={({ field }) => (
            <Select
              id={id}
              label={label}
              value={field.value}
              choices={choices}
              onChange={field.onChange}
              className="!h-9 w-full"
            />
          )}
        />
      )}
    </Field>
  );
  return (
    <RecordDialog
      wide
      form={form}
      title={isNew ? text.create : recordText.change(mapping.id)}
      lead={isNew ? text.createLead : text.changeLead}
      save={(fields) => {
        const name = fields.name.trim();
        const body = { ...(name === '' ? {} : { name }), rules: readRules(fields) };
        return isNew ? createMapping({ id: fields.id.trim(), ...body }) : changeMapping(mapping.id, body);
      }}
      done={isNew ? text.created : text.changed}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'rules']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
          <Field label={text.sample} hint={text.sampleHint}>
            {(tie) => (
              <input
                {...tie}
                type="file"
                className={`${INPUT_CLASS} !h-auto py-1.5 file:mr-3 file:rounded file:border-0 file:bg-sunken file:px-2 file:py-1 file:text-sm file:text-ink`}
                onChange={(event) => choose(event.target.files?.[0])}
              />
            )}
          </Field>
          {looking.error === null ? null : <Failure error={looking.error} />}
          {looking.data === undefined ? null : <OpenPoints preview={looking.data} />}
          <datalist id={`${lists}-fields`}>
            {FIELDS.map((field) => (
              <option key={field} value={field} />
            ))}
          </datalist>
          <datalist id={`${lists}-columns`}>
            {looking.data?.columns.map((column) => (
              <option key={column} value={column} />
            ))}
          </datalist>
          <Controller
            control={control}
            name="columns"
            rules={{ validate: (pairs) => pairs.some(({ field, value }) => field && value) || text.tooFew }}
            render={({ field }) => (
              <PairsEditor
                title={text.columns}
                lead={text.columnsLead}
                pairs={field.value}
                onChange={field.onChange}
                fieldLabel={text.field}
                valueLabel={text.column}
                add={text.add}
                fieldList={`${lists}-fields`}
                valueList={`${lists}-columns`}
                error={errors.columns?.message ?? errors.columns?.root?.message ?? faultAt('rules.columns')}
              />
            )}
          />
          <Controller
            control={control}
            name="constants"
            render={({ field }) => (
              <PairsEditor
                title={text.constants}
                lead={text.constantsLead}
                pairs={field.value}
                onChange={field.onChange}
                fieldLabel={text.constantField}
                valueLabel={text.constant}
                add={text.addConstant}
                fieldList={`${lists}-fields`}
                error={faultAt('rules.constants')}
              />
            )}
          />
          <Check label={text.comma} {...register('comma')} />
          <div className="grid items-start gap-4 sm:grid-cols-3">
            {select('dates', text.dates, DATES, faultAt('rules.dates'))}
            {select('period', text.period, PERIODS, faultAt('rules.period'))}
            {select('sign', text.sign, SIGNS, faultAt('rules.sign'))}
            <Field label={text.zone} error={faultAt('rules.time_zone')}>
              {(tie) => <Input {...tie} {...register('zone', { required: formText.needed })} />}
            </Field>
            <Field
              label={text.scale}
              hint={text.scaleHint}
              error={errors.scale?.message ?? faultAt('rules.unit_scale')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  inputMode="decimal"
                  {...register('scale', {
                    validate: (value) => /^\d{1,12}(\.\d{1,12})?$/.test(value.trim()) || text.numberRule,
                  })}
                />
              )}
            </Field>
            <Field label={text.skip} error={errors.skip?.message ?? faultAt('rules.skip_lines')}>
              {(tie) => (
                <Input
                  {...tie}
                  inputMode="numeric"
                  {...register('skip', {
                    validate: (value) => /^\d{1,4}$/.test(value.trim()) || text.numberRule,
                  })}
                />
              )}
            </Field>
          </div>
          <Field
            label={text.more}
            hint={text.moreHint}
            error={errors.more?.message ?? faultAt('rules')}
            optional
          >
            {(tie) => (
              <TextArea
                {...tie}
                {...register('more', { validate: (value) => readMore(value) !== undefined || text.jsonRule })}
                spellCheck={false}
                className="!min-h-9 font-mono !text-xs"
              />
            )}
          </Field>
          {file === undefined ? (
            <p className="text-sm text-ink-3">{text.nothing}</p>
          ) : (
            <Button
              size="sm"
              className="self-start"
              disabled={looking.isPending}
              onClick={() => looking.mutate({ sample: file, suggest: false })}
            >
              {text.preview}
            </Button>
          )}
          {looking.data === undefined ? null : <Outcome preview={looking.data} />}
        </>
      )}
    </RecordDialog>
  );
}
