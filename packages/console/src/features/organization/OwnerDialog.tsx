import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller, useForm } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { announce } from '../../ui/toast.tsx';
import { SLUG } from '../workloads/form.ts';
import { formText } from '../workloads/text.ts';
import {
  changeOwner,
  createOwner,
  type Owner,
  type OwnerFields,
  type OwnerKind,
  parentOf,
} from './owners.ts';
import { ownerText, ownerTexts } from './text.ts';

interface OwnerDialogProps {
  kind: OwnerKind;
  /** Absent: creates one. */
  owner?: Owner;
  parents: readonly Owner[];
  onClose: () => void;
}

const fieldsOf = (owner: Owner | undefined): OwnerFields => ({
  id: owner?.id ?? '',
  name: owner === undefined || owner.name === owner.id ? '' : owner.name,
  parent: owner?.parent ?? '',
});

export function OwnerDialog({ kind, owner, parents, onClose }: OwnerDialogProps) {
  const client = useQueryClient();
  const text = ownerTexts[kind];
  const isNew = owner === undefined;
  const { register, handleSubmit, control, formState } = useForm<OwnerFields>({
    defaultValues: fieldsOf(owner),
  });
  const save = useMutation({
    mutationFn: (fields: OwnerFields) =>
      owner === undefined ? createOwner(kind, fields) : changeOwner(kind, owner.id, fields),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(isNew ? text.created(id) : text.changed(id));
      onClose();
    },
  });
  const { errors } = formState;
  const faults = {
    id: errors.id?.message ?? faultOf(save.error, 'id'),
    name: faultOf(save.error, 'name'),
    parent: faultOf(save.error, parentOf[kind]?.field ?? ''),
  };
  const isExplained = Object.values(faults).some((fault) => fault !== undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title={owner === undefined ? text.create : ownerText.change(owner.id)}
      description={isNew ? text.createLead : undefined}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={handleSubmit((fields) => save.mutate(fields))}
      >
        {isNew ? (
          <Field label={ownerText.id} hint={ownerText.idHint} error={faults.id}>
            {(tie) => (
              <Input
                {...tie}
                {...register('id', {
                  required: formText.required,
                  validate: (id) => SLUG.test(id.trim()) || formText.idRule,
                })}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        ) : null}
        <Field label={ownerText.name} hint={ownerText.nameHint} error={faults.name} optional>
          {(tie) => <Input {...tie} {...register('name')} maxLength={200} autoComplete="off" />}
        </Field>
        {text.parent === undefined ? null : (
          <Field label={text.parent} hint={text.parentHint} error={faults.parent}>
            {({ id }) => (
              <Controller
                control={control}
                name="parent"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.parent ?? ''}
                    value={field.value}
                    onChange={field.onChange}
                    choices={[
                      { value: '', label: text.noParent ?? '' },
                      ...parents.map((one) => ({
                        value: one.id,
                        label: one.id,
                        ...(one.name === one.id ? {} : { hint: one.name }),
                      })),
                    ]}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
        )}
        {save.error === null || isExplained ? null : <Failure error={save.error} />}
        <Button type="submit" look="primary" className="self-end" disabled={save.isPending}>
          {save.isPending ? ownerText.saving : isNew ? text.createButton : ownerText.save}
        </Button>
      </form>
    </Dialog>
  );
}
