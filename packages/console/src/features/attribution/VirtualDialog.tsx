import type { VirtualTag } from '@weir/core/contract';
import { Plus, X } from 'lucide-react';
import { useMemo } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeVirtualTag, createVirtualTag } from '../../api/attribution-queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { ConditionsEditor } from './ConditionsEditor.tsx';
import { conditionText, virtualText as text } from './text.ts';
import { VirtualPreview } from './VirtualPreview.tsx';
import { type RuleRow, rulesOf, type VirtualFields, virtualFieldsOf } from './virtual.ts';

interface VirtualDialogProps {
  /** Absent: creates one. */
  tag?: VirtualTag;
  onClose: () => void;
}

function save(tag: VirtualTag | undefined, fields: VirtualFields) {
  const rules = rulesOf(fields.rules);
  const otherwise = fields.otherwise.trim();
  const name = fields.name.trim() === '' ? fields.id.trim() : fields.name.trim();
  if (tag !== undefined) return changeVirtualTag(tag.id, { name, rules, otherwise });
  return createVirtualTag({ id: fields.id.trim(), name, rules, otherwise });
}

const nextRow = (rows: readonly RuleRow[]): RuleRow => ({
  key: Math.max(-1, ...rows.map(({ key }) => key)) + 1,
  value: '',
  conditions: [{ key: 0, dimension: 'workload', values: '' }],
});

interface RulesEditorProps {
  rows: readonly RuleRow[];
  error: string | undefined;
  onChange: (rows: RuleRow[]) => void;
}

function RulesEditor({ rows, error, onChange }: RulesEditorProps) {
  const change = (key: number, part: Partial<RuleRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <div className="flex flex-col items-start gap-3">
      {rows.map((row, index) => (
        <section
          key={row.key}
          aria-label={text.rule(index + 1)}
          className="flex w-full flex-col gap-3 rounded-md border border-line-strong p-3"
        >
          <div className="flex items-end gap-2">
            <Field label={text.value} className="grow">
              {(tie) => (
                <Input
                  {...tie}
                  value={row.value}
                  maxLength={256}
                  autoComplete="off"
                  onChange={(event) => change(row.key, { value: event.target.value })}
                />
              )}
            </Field>
            <IconButton
              label={text.removeRule(index + 1)}
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              disabled={rows.length === 1}
            >
              <X aria-hidden />
            </IconButton>
          </div>
          <ConditionsEditor
            label={conditionText.title}
            rows={row.conditions}
            onChange={(conditions) => change(row.key, { conditions })}
          />
        </section>
      ))}
      <Button size="sm" onClick={() => onChange([...rows, nextRow(rows)])}>
        <Plus aria-hidden />
        {text.addRule}
      </Button>
      {error === undefined ? null : <p className="text-xs text-bad">{error}</p>}
    </div>
  );
}

export default function VirtualDialog({ tag, onClose }: VirtualDialogProps) {
  const isNew = tag === undefined;
  const form = useForm<VirtualFields>({ defaultValues: virtualFieldsOf(tag) });
  const { register, control, formState } = form;
  const { rules: rows, otherwise = '' } = useWatch({ control }) as VirtualFields;
  const rules = useMemo(() => rulesOf(rows), [rows]);
  return (
    <RecordDialog
      wide
      form={form}
      title={tag === undefined ? text.create : recordText.change(tag.id)}
      lead={text.createLead}
      save={(fields) => save(tag, fields)}
      done={text.saved}
      submit={isNew ? text.submit : recordText.save}
      explains={['id', 'name', 'rules', 'otherwise']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
            <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
              {(tie) => <Input {...tie} {...register('name')} maxLength={200} autoComplete="off" />}
            </Field>
          </div>
          <Controller
            control={control}
            name="rules"
            rules={{
              validate: (all) => rulesOf(all).length === all.length || text.valueRule,
            }}
            render={({ field }) => (
              <RulesEditor
                rows={field.value}
                error={formState.errors.rules?.message ?? faultAt('rules')}
                onChange={field.onChange}
              />
            )}
          />
          <Field label={text.otherwise} hint={text.otherwiseHint} error={faultAt('otherwise')} optional>
            {(tie) => <Input {...tie} {...register('otherwise')} maxLength={256} autoComplete="off" />}
          </Field>
          <VirtualPreview rules={rules} otherwise={otherwise.trim()} />
        </>
      )}
    </RecordDialog>
  );
}
