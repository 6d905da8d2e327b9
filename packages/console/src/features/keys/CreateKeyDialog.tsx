import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Controller, useForm } from 'react-hook-form';
import { createKey } from '../../api/mutations.ts';
import { REGISTRY, workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { SecretPanel } from './SecretPanel.tsx';
import { createText, secretText } from './text.ts';

type Expiry = keyof typeof createText.expiries;
const EXPIRIES = (['never', '7', '30', '90', '365'] as const).map((value) => ({
  value,
  label: createText.expiries[value],
}));
const DAY_MS = 86_400_000;

interface Fields {
  workload: string;
  name: string;
  expires: Expiry;
}

export function CreateKeyDialog({
  workload,
  onClose,
}: {
  workload?: string | undefined;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const workloads = useQuery(workloadsQuery()).data?.filter(({ stage }) => stage !== 'retired');
  const first = workload ?? workloads?.[0]?.id ?? '';
  const { register, handleSubmit, control } = useForm<Fields>({
    values: { workload: first, name: '', expires: 'never' },
    resetOptions: { keepDirtyValues: true },
  });
  const create = useMutation({
    mutationFn: ({ workload: id, name, expires }: Fields) =>
      createKey({
        workload: id,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(expires === 'never'
          ? {}
          : { expires_at: new Date(Date.now() + Number(expires) * DAY_MS).toISOString() }),
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  const isDone = create.data !== undefined;
  return (
    <Dialog
      open
      wide={isDone}
      firm={isDone}
      onClose={onClose}
      title={isDone ? secretText.title : createText.title}
      description={isDone ? secretText.lead : createText.lead}
    >
      {create.data !== undefined ? (
        <SecretPanel created={create.data} onDone={onClose} />
      ) : workloads?.length === 0 ? (
        <p className="text-sm">{createText.noWorkloads}</p>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={handleSubmit((fields) => create.mutate(fields))}>
          <Field label={createText.workload}>
            {({ id }) => (
              <Controller
                control={control}
                name="workload"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={createText.workload}
                    value={field.value}
                    onChange={field.onChange}
                    choices={(workloads ?? []).map((one) => ({
                      value: one.id,
                      label: one.id,
                      hint: one.environment,
                    }))}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          <Field label={createText.name} hint={createText.nameHint} optional>
            {(tie) => <Input {...tie} {...register('name')} autoComplete="off" />}
          </Field>
          <Field label={createText.expires}>
            {({ id }) => (
              <Controller
                control={control}
                name="expires"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={createText.expires}
                    value={field.value}
                    onChange={field.onChange}
                    choices={EXPIRIES}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          {create.error === null ? null : <Failure error={create.error} />}
          <Button
            type="submit"
            look="primary"
            className="self-end"
            disabled={create.isPending || first === ''}
          >
            {create.isPending ? createText.busy : createText.submit}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
