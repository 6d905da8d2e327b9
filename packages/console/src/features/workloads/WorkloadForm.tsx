import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { Controller, type UseFormRegisterReturn, useForm, useWatch } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { changeWorkload, createWorkload } from '../../api/mutations.ts';
import {
  applicationsQuery,
  costCentersQuery,
  environmentsQuery,
  organizationQuery,
  REGISTRY,
  teamsQuery,
} from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { pairFault } from '../tags/pairs.ts';
import { TagsEditor } from '../tags/TagsEditor.tsx';
import { ensureParents } from './ensure.ts';
import {
  AMOUNT,
  API_FIELDS,
  emptyFields,
  fieldsOf,
  SLUG,
  toNewWorkload,
  toWorkloadChange,
  type WorkloadFields,
} from './form.ts';
import { KnownIds } from './KnownIds.tsx';
import { formText, periodLabels, stageLabels } from './text.ts';

const STAGES = (['poc', 'pilot', 'production', 'retired'] as const).map((value) => ({
  value,
  label: stageLabels[value],
}));
const PERIODS = (['hour', 'day', 'week', 'month', 'quarter', 'year', 'total'] as const).map((value) => ({
  value,
  label: periodLabels[value],
}));

interface WorkloadFormProps {
  /** Absent: creates one. */
  workload?: Workload;
  onDone: (workload: Workload) => void;
}

export function WorkloadForm({ workload, onDone }: WorkloadFormProps) {
  const client = useQueryClient();
  const isNew = workload === undefined;
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const applications = useQuery(applicationsQuery()).data ?? [];
  const teams = useQuery(teamsQuery()).data ?? [];
  const costCenters = useQuery(costCentersQuery()).data ?? [];
  const environments = useQuery(environmentsQuery()).data ?? [];
  const { register, handleSubmit, control, formState } = useForm<WorkloadFields>({
    defaultValues: workload === undefined ? emptyFields() : fieldsOf(workload),
  });
  const save = useMutation({
    mutationFn: async (fields: WorkloadFields) => {
      await ensureParents(fields, { applications, teams, costCenters });
      return workload === undefined
        ? createWorkload(toNewWorkload(fields, currency))
        : changeWorkload(workload.id, toWorkloadChange(fields, workload));
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      onDone(saved);
    },
  });
  const [application, team] = useWatch({ control, name: ['application', 'team'] });
  const itsTeam = applications.find(({ id }) => id === application.trim())?.team;
  const itsCostCenter = teams.find(({ id }) => id === (team.trim() || itsTeam))?.cost_center;
  const { errors } = formState;
  const faultAt = (name: keyof WorkloadFields) =>
    errors[name]?.message ?? faultOf(save.error, API_FIELDS[name]);
  const isExplained = (Object.keys(API_FIELDS) as (keyof WorkloadFields)[]).some((name) => faultAt(name));
  const slug = { value: SLUG, message: formText.idRule };
  const required = formText.required;
  const input = (label: string, field: UseFormRegisterReturn<keyof WorkloadFields>, more: InputMore = {}) => (
    <Field label={label} hint={more.hint} optional={more.optional ?? false} error={faultAt(field.name)}>
      {(tie) => (
        <Input
          {...tie}
          {...field}
          disabled={more.fixed === true}
          list={more.list}
          autoComplete="off"
          spellCheck={false}
          inputMode={more.decimal === true ? 'decimal' : undefined}
        />
      )}
    </Field>
  );
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={handleSubmit((fields) => save.mutate(fields))}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {input(formText.id, register('id', { required, pattern: slug }), {
          fixed: !isNew,
          ...(isNew ? { hint: formText.idHint } : {}),
        })}
        {input(formText.name, register('name'), { optional: true })}
        {input(formText.application, register('application', { required, pattern: slug }), {
          fixed: !isNew,
          list: 'known-applications',
          ...(isNew ? { hint: formText.applicationHint } : {}),
        })}
        {input(formText.environment, register('environment', { required, pattern: slug }), {
          fixed: !isNew,
          list: 'known-environments',
          ...(isNew ? { hint: formText.environmentHint } : {}),
        })}
        {input(formText.owner, register('owner', { required }), { hint: formText.ownerHint })}
        <Field label={formText.stage} error={faultAt('stage')}>
          {({ id }) => (
            <Controller
              control={control}
              name="stage"
              render={({ field }) => (
                <Select
                  id={id}
                  label={formText.stage}
                  value={field.value}
                  choices={STAGES}
                  onChange={field.onChange}
                  className="h-9 w-full"
                />
              )}
            />
          )}
        </Field>
        {input(formText.team, register('team', { pattern: slug }), {
          optional: true,
          list: 'known-teams',
          hint: itsTeam === undefined ? formText.teamHint : formText.teamInherited(itsTeam),
        })}
        {input(formText.costCenter, register('costCenter', { pattern: slug }), {
          optional: true,
          list: 'known-cost-centers',
          hint:
            itsCostCenter === undefined
              ? formText.costCenterHint
              : formText.costCenterInherited(itsCostCenter),
        })}
        {input(formText.useCase, register('useCase'), { optional: true })}
        {input(formText.businessProcess, register('businessProcess'), { optional: true })}
        {input(formText.requestType, register('requestType'), { optional: true })}
        {input(
          `${formText.budget} (${workload?.budget?.currency ?? currency})`,
          register('budget', { pattern: { value: AMOUNT, message: formText.budgetRule } }),
          { optional: true, hint: formText.budgetHint, decimal: true },
        )}
        <Field label={formText.period}>
          {({ id }) => (
            <Controller
              control={control}
              name="period"
              render={({ field }) => (
                <Select
                  id={id}
                  label={formText.period}
                  value={field.value}
                  choices={PERIODS}
                  onChange={field.onChange}
                  className="h-9 w-full"
                />
              )}
            />
          )}
        </Field>
        <div className="sm:col-span-2">
          {input(formText.models, register('models'), { optional: true, hint: formText.modelsHint })}
        </div>
      </div>
      <Controller
        control={control}
        name="tags"
        rules={{ validate: (pairs) => pairFault(pairs) ?? true }}
        render={({ field }) => (
          <TagsEditor
            label={formText.tags}
            hint={formText.tagsHint}
            error={faultAt('tags')}
            pairs={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <KnownIds list="known-applications" of={applications} />
      <KnownIds list="known-environments" of={environments} />
      <KnownIds list="known-teams" of={teams} />
      <KnownIds list="known-cost-centers" of={costCenters} />
      {save.error === null || isExplained ? null : <Failure error={save.error} />}
      <Button type="submit" look="primary" className="self-end" disabled={save.isPending}>
        {save.isPending ? formText.saving : isNew ? formText.createButton : formText.save}
      </Button>
    </form>
  );
}

interface InputMore {
  hint?: string;
  optional?: boolean;
  fixed?: boolean;
  list?: string;
  decimal?: boolean;
}
