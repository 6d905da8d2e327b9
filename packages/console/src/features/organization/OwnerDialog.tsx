import { Controller, useForm } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
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
  const text = ownerTexts[kind];
  const isNew = owner === undefined;
  const form = useForm<OwnerFields>({ defaultValues: fieldsOf(owner) });
  const parentField = parentOf[kind]?.field ?? '';
  return (
    <RecordDialog
      form={form}
      title={owner === undefined ? text.create : recordText.change(owner.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) =>
        owner === undefined ? createOwner(kind, fields) : changeOwner(kind, owner.id, fields)
      }
      done={isNew ? text.created : text.changed}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'name', parentField]}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? <IdField form={form} hint={ownerText.idHint} fault={faultAt('id')} /> : null}
          <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
            {(tie) => <Input {...tie} {...form.register('name')} maxLength={200} autoComplete="off" />}
          </Field>
          {text.parent === undefined ? null : (
            <Field label={text.parent} hint={text.parentHint} error={faultAt(parentField)}>
              {({ id }) => (
                <Controller
                  control={form.control}
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
        </>
      )}
    </RecordDialog>
  );
}
