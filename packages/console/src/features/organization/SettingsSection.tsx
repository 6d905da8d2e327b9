import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Organization } from '@weir/core/contract';
import { useForm } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { changeOrganization } from '../../api/mutations.ts';
import { organizationQuery, REGISTRY } from '../../api/queries.ts';
import { isZone } from '../../format/zone.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { settingsText as text } from './text.ts';

interface Fields {
  name: string;
  zone: string;
}

export function SettingsSection() {
  const { data, error, refetch } = useQuery(organizationQuery());
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={text.title}>
      {data === undefined ? <SkeletonRows rows={3} columns={2} /> : <SettingsForm organization={data} />}
    </Panel>
  );
}

function SettingsForm({ organization }: { organization: Organization }) {
  const client = useQueryClient();
  const { register, handleSubmit, formState } = useForm<Fields>({
    values: { name: organization.name, zone: organization.time_zone },
    resetOptions: { keepDirtyValues: true },
  });
  const save = useMutation({
    mutationFn: ({ name, zone }: Fields) => changeOrganization({ name: name.trim(), time_zone: zone.trim() }),
    onSuccess: (saved) => {
      client.setQueryData(organizationQuery().queryKey, saved);
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.saved);
    },
  });
  const { errors, isDirty } = formState;
  const faults = {
    name: errors.name?.message ?? faultOf(save.error, 'name'),
    zone: errors.zone?.message ?? faultOf(save.error, 'time_zone'),
  };
  const isExplained = faults.name !== undefined || faults.zone !== undefined;
  return (
    <form
      noValidate
      className="flex max-w-xl flex-col gap-4"
      onSubmit={handleSubmit((fields) => save.mutate(fields))}
    >
      <Field label={text.name} hint={text.nameHint} error={faults.name}>
        {(tie) => (
          <Input
            {...tie}
            {...register('name', { validate: (name) => name.trim() !== '' || text.required })}
            maxLength={200}
            autoComplete="organization"
          />
        )}
      </Field>
      <Field label={text.zone} hint={text.zoneHint} error={faults.zone}>
        {(tie) => (
          <Input
            {...tie}
            {...register('zone', { validate: (zone) => isZone(zone.trim()) || text.zoneRule })}
            list="time-zones"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={text.currency} hint={text.currencyHint}>
        {(tie) => <Input {...tie} value={organization.currency} disabled readOnly />}
      </Field>
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {save.error === null || isExplained ? null : <Failure error={save.error} />}
      <Button type="submit" look="primary" className="self-start" disabled={!isDirty || save.isPending}>
        {save.isPending ? text.saving : text.save}
      </Button>
    </form>
  );
}
