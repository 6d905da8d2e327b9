import { useQuery } from '@tanstack/react-query';
import type { OutcomeRule } from '@weir/core/contract';
import { useForm, useWatch } from 'react-hook-form';
import { changeOutcomeRule, createOutcomeRule } from '../../api/outcome-mutations.ts';
import { organizationQuery, workloadsQuery } from '../../api/queries.ts';
import { Check } from '../../ui/check.tsx';
import { IdField } from '../records/IdField.tsx';
import { SelectField, TextField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import {
  emptyRule,
  fieldsOfRule,
  isWhole,
  MOST_MINUTES,
  MOST_STEPS,
  OUTCOME_NAME,
  type RuleFields,
  ruleInWords,
  toRule,
} from './rule-fields.ts';
import { text as list, recordText, rulesText as text } from './text.ts';

const EXPLAINED = ['id', 'name', 'workload', 'quiet_minutes', 'when', 'outcome', 'value', 'currency'];
const RESULTS = (['success', 'failure'] as const).map((value) => ({ value, label: list.results[value] }));

function Preview({ fields }: { fields: RuleFields }) {
  const rule = toRule(fields);
  return (
    <section aria-label={text.preview} aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.preview}</h3>
      {rule === undefined ? (
        <p className="text-ink-2">{text.waiting}</p>
      ) : (
        ruleInWords(rule).map((sentence) => (
          <p key={sentence} className="font-medium">
            {sentence}
          </p>
        ))
      )}
    </section>
  );
}

export function RuleDialog({ rule, onClose }: { rule?: OutcomeRule; onClose: () => void }) {
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const form = useForm<RuleFields>({
    defaultValues: rule === undefined ? emptyRule(currency) : fieldsOfRule(rule, currency),
  });
  const fields = useWatch({ control: form.control }) as RuleFields;
  const save = async (all: RuleFields) => {
    const body = toRule(all);
    if (body === undefined) throw new Error(text.waiting);
    if (rule === undefined) return createOutcomeRule(body);
    const { id: _, workload: __, ...change } = body;
    return changeOutcomeRule(rule.id, { name: rule.id, ...change });
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
      {(fault) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {rule === undefined ? (
              <>
                <IdField form={form} hint={text.idHint} fault={fault('id')} />
                <SelectField
                  form={form}
                  name="workload"
                  label={text.workload}
                  {...(fields.workload === '' ? { hint: text.workloadRule } : {})}
                  fault={fault('workload')}
                  choices={workloads.map(({ id, name }) => ({ value: id, label: name }))}
                />
              </>
            ) : null}
            <TextField
              form={form}
              name="name"
              label={text.name}
              hint={text.nameHint}
              fault={fault('name')}
              optional
            />
            <TextField
              form={form}
              name="quiet"
              label={text.quiet}
              fault={fault('quiet_minutes')}
              check={(value) => isWhole(value, MOST_MINUTES) || text.quietRule}
            />
            <TextField form={form} name="lastTool" label={text.lastTool} fault={fault('when')} optional />
            <TextField form={form} name="anyTool" label={text.anyTool} optional />
            <TextField
              form={form}
              name="maxSteps"
              label={text.maxSteps}
              check={(value) => isWhole(value, MOST_STEPS) || text.maxStepsRule}
              optional
            />
            <Check className="sm:pt-7" label={text.lastOk} {...form.register('lastOk')} />
            <TextField
              form={form}
              name="outcome"
              label={text.outcome}
              hint={text.outcomeHint}
              fault={fault('outcome')}
              check={(value) => OUTCOME_NAME.test(value.trim()) || recordText.outcomeRule}
            />
            <SelectField form={form} name="result" label={text.result} choices={RESULTS} />
            <TextField
              form={form}
              name="value"
              label={text.value}
              hint={text.valueHint}
              fault={fault('value')}
              decimal
              optional
            />
            <TextField form={form} name="currency" label={text.currency} fault={fault('currency')} optional />
          </div>
          <Check label={text.otherwise} hint={text.otherwiseHint} {...form.register('otherwise')} />
          <Preview fields={fields} />
        </>
      )}
    </RecordDialog>
  );
}
