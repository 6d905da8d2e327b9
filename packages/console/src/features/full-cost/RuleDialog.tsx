import type { AllocationRule } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeRule, createRule } from '../../api/full-cost-mutations.ts';
import { IdField } from '../records/IdField.tsx';
import { SelectField, TextField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { amongOf, emptyRule, fieldsOfRule, type RuleFields, stepsOf, toRule } from './rule-fields.ts';
import { ruleInWords } from './rule-words.ts';
import { StepRows } from './StepRows.tsx';
import { rulesText as text } from './text.ts';

const EXPLAINED = ['id', 'name', 'among', 'steps', 'on_zero_basis'];
const ZEROS = (['even', 'unallocated'] as const).map((value) => ({ value, label: text.zeros[value] }));

/** What the rule says, in sentences, as it is typed. */
function Summary({ fields }: { fields: RuleFields }) {
  const [steps, among] = [stepsOf(fields.steps), amongOf(fields.among)];
  return (
    <section aria-label={text.summary} aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.summary}</h3>
      {steps === undefined || among === undefined ? (
        <p className="text-ink-2">{among === undefined ? text.amongRule : text.sharesRule}</p>
      ) : (
        ruleInWords({ steps, among, on_zero_basis: fields.onZero }).map((sentence) => (
          <p key={sentence} className="font-medium">
            {sentence}
          </p>
        ))
      )}
    </section>
  );
}

const isWhole = (steps: RuleFields['steps']) => {
  const last = steps.at(-1);
  return last?.kind === 'pools' || last?.among === 'workload';
};

export function RuleDialog({ rule, onClose }: { rule?: AllocationRule; onClose: () => void }) {
  const form = useForm<RuleFields>({ defaultValues: rule === undefined ? emptyRule() : fieldsOfRule(rule) });
  const fields = useWatch({ control: form.control }) as RuleFields;
  const save = async (all: RuleFields) => {
    const body = toRule(all);
    if (body === undefined) throw new Error(text.sharesRule);
    if (rule === undefined) return createRule(body);
    const { id: _, ...change } = body;
    return changeRule(rule.id, { name: rule.id, ...change });
  };
  return (
    <RecordDialog
      wide
      form={form}
      title={rule === undefined ? text.createTitle : text.changeTitle(rule.id)}
      lead={text.formLead}
      save={save}
      done={rule === undefined ? text.created : text.changed}
      submit={rule === undefined ? text.createSubmit : text.changeSubmit}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {rule === undefined ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
            <TextField
              form={form}
              name="name"
              label={text.name}
              hint={text.nameHint}
              fault={faultAt('name')}
              optional
            />
          </div>
          <TextField
            form={form}
            name="among"
            label={text.among}
            hint={text.amongHint}
            fault={faultAt('among')}
            check={(value) => amongOf(value) !== undefined || text.amongRule}
            optional
          />
          <Controller
            control={form.control}
            name="steps"
            rules={{
              validate: (steps) =>
                stepsOf(steps) === undefined ? text.sharesRule : isWhole(steps) || text.lastRule,
            }}
            render={({ field, fieldState }) => (
              <StepRows
                rows={field.value}
                onChange={field.onChange}
                error={fieldState.error?.message ?? faultAt('steps')}
              />
            )}
          />
          <SelectField
            form={form}
            name="onZero"
            label={text.zero}
            choices={ZEROS}
            fault={faultAt('on_zero_basis')}
          />
          <Summary fields={fields} />
        </>
      )}
    </RecordDialog>
  );
}
