import type { TagDefinition } from '@weir/core/contract';
import { useId } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { putTag } from '../../api/attribution-queries.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { dimensionLabel } from '../scope/text.ts';
import { changeOf, type TagFields, tagFieldsOf, valuesOf } from './tag-fields.ts';
import { tagText as text } from './text.ts';

const NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/;
const POLICIES = ['quarantine', 'reject'] as const;
/** Tags of the house that others usually lie under, and that need no definition. */
const KNOWN = ['cost_center', 'team', 'application', 'owner', 'use_case', 'business_process', 'environment'];

interface TagDialogProps {
  /** Absent: defines one. */
  tag?: TagDefinition;
  tags: readonly TagDefinition[];
  onClose: () => void;
}

interface HierarchyProps {
  values: readonly string[];
  parent: string;
  /** Of the parent; empty: any. */
  above: readonly string[];
  given: Readonly<Record<string, string>>;
  error: string | undefined;
  onChange: (given: Record<string, string>) => void;
}

/** A line per allowed value: which value of the parent it lies under. */
function Hierarchy({ values, parent, above, given, error, onChange }: HierarchyProps) {
  const list = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{text.parentValues}</legend>
      {values.length === 0 ? (
        <p className="text-xs text-ink-3">{text.listFirst}</p>
      ) : (
        <div className="grid max-h-64 grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-center gap-2 overflow-y-auto p-0.5">
          {values.map((value) => (
            <div key={value} className="contents">
              <span className="text-sm break-words">{value}</span>
              <Input
                aria-label={text.parentValueOf(value, parent)}
                placeholder={parent}
                value={given[value] ?? ''}
                list={list}
                autoComplete="off"
                onChange={(event) => onChange({ ...given, [value]: event.target.value })}
              />
            </div>
          ))}
        </div>
      )}
      <datalist id={list}>
        {above.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      {error === undefined ? null : <p className="mt-1 text-xs text-bad">{error}</p>}
    </fieldset>
  );
}

export default function TagDialog({ tag, tags, onClose }: TagDialogProps) {
  const isNew = tag === undefined;
  const form = useForm<TagFields>({ defaultValues: tagFieldsOf(tag) });
  const { register, control, formState } = form;
  const { id = '', values = '', parent = '' } = useWatch({ control });
  const above = [...new Set([...tags.map((one) => one.id), ...KNOWN])].filter((name) => name !== id.trim());
  return (
    <RecordDialog
      form={form}
      title={tag === undefined ? text.create : recordText.change(tag.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) => putTag(fields.id.trim(), changeOf(fields))}
      done={text.saved}
      submit={isNew ? text.save : recordText.save}
      explains={['allowed_values', 'parent', 'parent_values', 'description']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? (
            <Field label={text.tag} hint={text.tagHint} error={formState.errors.id?.message}>
              {(tie) => (
                <Input
                  {...tie}
                  {...register('id', { validate: (name) => NAME.test(name.trim()) || text.tagRule })}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          ) : null}
          <Field label={text.description} error={faultAt('description')} optional>
            {(tie) => <Input {...tie} {...register('description')} maxLength={500} autoComplete="off" />}
          </Field>
          <Field label={text.values} hint={text.valuesHint} error={faultAt('allowed_values')} optional>
            {(tie) => (
              <TextArea {...tie} {...register('values')} className="font-mono !text-xs" spellCheck={false} />
            )}
          </Field>
          <fieldset className="min-w-0">
            <legend className="mb-1 text-sm font-medium">{text.onUnknown}</legend>
            <div className="flex flex-col divide-y divide-line rounded-md border border-line-strong">
              {POLICIES.map((policy) => (
                <label key={policy} className="flex cursor-pointer items-start gap-2.5 px-3 py-2.5">
                  <input
                    type="radio"
                    value={policy}
                    {...register('onUnknown')}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                  <span className="min-w-0">
                    <span className="block text-sm font-medium">{text.policies[policy]}</span>
                    <span className="block text-xs text-ink-3">{text.policyHints[policy]}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          <Field label={text.parent} hint={text.parentHint} error={faultAt('parent')}>
            {({ id: tie }) => (
              <Controller
                control={control}
                name="parent"
                render={({ field }) => (
                  <Select
                    id={tie}
                    label={text.parent}
                    value={field.value}
                    onChange={field.onChange}
                    choices={[
                      { value: '', label: text.noParent },
                      ...above.map((value) => ({ value, label: dimensionLabel(value) })),
                    ]}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          {parent === '' ? null : (
            <Controller
              control={control}
              name="parentValues"
              render={({ field }) => (
                <Hierarchy
                  values={valuesOf(values)}
                  parent={parent}
                  above={tags.find((one) => one.id === parent)?.allowed_values ?? []}
                  given={field.value}
                  error={faultAt('parent_values')}
                  onChange={field.onChange}
                />
              )}
            />
          )}
        </>
      )}
    </RecordDialog>
  );
}
