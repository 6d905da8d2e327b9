import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { addQualityScore, type NewQualityScore } from '../../api/outcome-mutations.ts';
import { VALUE, workloadsQuery } from '../../api/queries.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { SelectField, TextField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { isWhole } from './rule-fields.ts';
import { recordText, rulesText, qualityText as text } from './text.ts';

interface Fields {
  workload: string;
  metric: string;
  at: string;
  score: string;
  samples: string;
  model: string;
  promptVersion: string;
  source: string;
}

const EXPLAINED = ['workload', 'metric', 'at', 'score', 'samples', 'model', 'prompt_version', 'source'];
const MOST_SAMPLES = 1_000_000_000;
const NUMBER = /^-?\d{1,12}(\.\d{1,9})?$/;

function bodyOf(fields: Fields, zone: string): NewQualityScore {
  const optional = {
    model: fields.model.trim(),
    prompt_version: fields.promptVersion.trim(),
    source: fields.source.trim(),
  };
  return {
    workload: fields.workload,
    metric: fields.metric.trim(),
    at: (fromInputValue(fields.at, zone) ?? new Date()).toISOString(),
    score: Number(fields.score),
    samples: Number(fields.samples),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
  };
}

export function QualityDialog({ workload, onClose }: { workload: string | undefined; onClose: () => void }) {
  const zone = useZone();
  const client = useQueryClient();
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const form = useForm<Fields>({
    defaultValues: {
      workload: workload ?? '',
      metric: '',
      at: toInputValue(new Date(), zone),
      score: '',
      samples: '1',
      model: '',
      promptVersion: '',
      source: '',
    },
  });
  const chosen = useWatch({ control: form.control, name: 'workload' });
  const metric = workloads.find(({ id }) => id === chosen)?.quality_metric;
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title}
      lead={text.formLead}
      save={async (fields) => {
        const done = await addQualityScore(bodyOf(fields, zone));
        void client.invalidateQueries({ queryKey: [VALUE] });
        return done;
      }}
      done={() => text.added}
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
            {...(chosen === '' ? { hint: rulesText.workloadRule } : {})}
            fault={fault('workload')}
            choices={workloads.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextField
            form={form}
            name="metric"
            label={text.metric}
            hint={metric?.name ?? text.metricHint}
            fault={fault('metric')}
            check={(value) => value.trim() !== '' || text.required}
          />
          <TextField
            form={form}
            name="score"
            label={text.score}
            fault={fault('score')}
            decimal
            check={(value) => NUMBER.test(value.trim()) || text.scoreRule}
          />
          <TextField
            form={form}
            name="samples"
            label={text.samples}
            hint={text.samplesHint}
            fault={fault('samples')}
            check={(value) => isWhole(value, MOST_SAMPLES) || text.samplesRule}
          />
          <TextField
            form={form}
            name="at"
            type="datetime-local"
            label={text.at}
            hint={recordText.atHint(zone)}
            fault={fault('at')}
            check={(value) => fromInputValue(value, zone) !== undefined || recordText.atRule}
          />
          <TextField
            form={form}
            name="promptVersion"
            label={text.promptVersion}
            fault={fault('prompt_version')}
            optional
          />
          <TextField form={form} name="model" label={text.model} fault={fault('model')} optional />
          <TextField form={form} name="source" label={text.source} fault={fault('source')} optional />
        </div>
      )}
    </RecordDialog>
  );
}
