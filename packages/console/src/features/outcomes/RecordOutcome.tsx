import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OutcomeInput } from '@weir/core/contract';
import { useForm, useWatch } from 'react-hook-form';
import { ApiFailure } from '../../api/failure.ts';
import { sendOutcomes } from '../../api/outcome-queries.ts';
import { organizationQuery, VALUE, workloadsQuery } from '../../api/queries.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { SelectField, TextField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { OUTCOME_NAME } from './rule-fields.ts';
import { text as list, recordText as text } from './text.ts';

interface Fields {
  outcome: string;
  at: string;
  result: 'success' | 'failure';
  workload: string;
  task: string;
  call: string;
  customer: string;
  user: string;
  value: string;
  currency: string;
  confidence: '' | keyof typeof text.confidences;
  class: '' | keyof typeof text.classes;
  id: string;
}

const EXPLAINED = [
  'id',
  'outcome',
  'at',
  'workload',
  'task',
  'call',
  'customer',
  'user',
  'value',
  'currency',
  'confidence',
  'class',
];
const NUMBER = /^-?\d{1,18}(\.\d{1,12})?$/;

function bodyOf(fields: Fields, zone: string): OutcomeInput {
  const names = ['id', 'workload', 'task', 'call', 'customer', 'user', 'value'] as const;
  const given = names.flatMap((name) =>
    fields[name].trim() === '' ? [] : [[name, fields[name].trim()] as const],
  );
  return {
    outcome: fields.outcome.trim(),
    at: (fromInputValue(fields.at, zone) ?? new Date()).toISOString(),
    success: fields.result === 'success',
    ...Object.fromEntries(given),
    ...(fields.value.trim() === '' ? {} : { currency: fields.currency.trim().toUpperCase() }),
    ...(fields.confidence === '' ? {} : { confidence: fields.confidence }),
    ...(fields.class === '' ? {} : { class: fields.class }),
  };
}

/** One outcome told by hand. What the API rejects is in a good answer: it is shown as a refusal is. */
async function record(fields: Fields, zone: string): Promise<{ id: string }> {
  const { errors, ids } = await sendOutcomes(bodyOf(fields, zone));
  const [first] = errors;
  if (first !== undefined) {
    const { message, field, remedy } = first;
    throw new ApiFailure(400, {
      code: 'invalid_argument',
      message,
      ...(field === undefined ? {} : { field }),
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  return { id: ids[0] ?? fields.outcome };
}

export default function RecordOutcome({ onClose }: { onClose: () => void }) {
  const zone = useZone();
  const client = useQueryClient();
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const form = useForm<Fields>({
    defaultValues: {
      outcome: '',
      at: toInputValue(new Date(), zone),
      result: 'success',
      workload: '',
      task: '',
      call: '',
      customer: '',
      user: '',
      value: '',
      currency,
      confidence: '',
      class: '',
      id: '',
    },
  });
  const workload = useWatch({ control: form.control, name: 'workload' });
  const metric = workloads.find(({ id }) => id === workload)?.value_metric?.outcome;
  const choices = <K extends string>(of: Record<K, string>, none: string) => [
    { value: '', label: none },
    ...(Object.keys(of) as K[]).map((value) => ({ value, label: of[value] })),
  ];
  const belongs = () => {
    const { workload: own, task, call, customer } = form.getValues();
    return [own, task, call, customer].some((one) => one.trim() !== '') || text.belongs;
  };
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title}
      lead={text.lead}
      save={async (fields) => {
        const done = await record(fields, zone);
        void client.invalidateQueries({ queryKey: [VALUE] });
        return done;
      }}
      done={text.done}
      submit={text.submit}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(fault) => (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <SelectField
            form={form}
            name="workload"
            label={text.workload}
            hint={text.workloadHint}
            fault={fault('workload')}
            choices={[
              { value: '', label: text.noWorkload },
              ...workloads.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextField
            form={form}
            name="outcome"
            label={text.outcome}
            hint={metric ?? text.outcomeHint}
            fault={fault('outcome')}
            check={(value) => OUTCOME_NAME.test(value.trim()) || text.outcomeRule}
          />
          <TextField
            form={form}
            name="at"
            type="datetime-local"
            label={text.at}
            hint={text.atHint(zone)}
            fault={fault('at')}
            check={(value) => fromInputValue(value, zone) !== undefined || text.atRule}
          />
          <SelectField
            form={form}
            name="result"
            label={text.result}
            choices={choices(list.results, '').slice(1)}
          />
          <TextField form={form} name="task" label={text.task} fault={fault('task')} optional />
          <TextField form={form} name="call" label={text.call} fault={fault('call')} optional />
          <TextField
            form={form}
            name="customer"
            label={text.customer}
            fault={fault('customer')}
            hint={text.belongs}
            check={belongs}
          />
          <TextField form={form} name="user" label={text.user} fault={fault('user')} optional />
          <TextField
            form={form}
            name="value"
            label={text.value}
            hint={text.valueHint}
            fault={fault('value')}
            decimal
            check={(value) => NUMBER.test(value.trim()) || text.valueRule}
            optional
          />
          <TextField form={form} name="currency" label={text.currency} fault={fault('currency')} optional />
          <SelectField
            form={form}
            name="confidence"
            label={text.confidence}
            fault={fault('confidence')}
            choices={choices(text.confidences, text.asMetric)}
          />
          <SelectField
            form={form}
            name="class"
            label={text.class}
            fault={fault('class')}
            choices={choices(text.classes, text.asMetric)}
          />
          <TextField form={form} name="id" label={text.id} hint={text.idHint} fault={fault('id')} optional />
        </div>
      )}
    </RecordDialog>
  );
}
