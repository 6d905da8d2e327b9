import { useQuery } from '@tanstack/react-query';
import type { DataClass } from '@weir/core/contract';
import { useForm } from 'react-hook-form';
import { changeDataClass, createDataClass } from '../../api/gateway-mutations.ts';
import { providersQuery } from '../../api/gateway-queries.ts';
import { Field, Input } from '../../ui/field.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { KnownIds } from '../workloads/KnownIds.tsx';
import { type DataClassFields, dataClassFieldsOf, toDataClassChange, toNewDataClass } from './prepare.ts';
import { classText as text } from './text.ts';

interface DataClassDialogProps {
  /** Absent: creates one. */
  one?: DataClass;
  onClose: () => void;
}

export function DataClassDialog({ one, onClose }: DataClassDialogProps) {
  const isNew = one === undefined;
  const providers = useQuery(providersQuery()).data?.data ?? [];
  const regions = [...new Set(providers.flatMap(({ region }) => region ?? []))].map((id) => ({ id }));
  const form = useForm<DataClassFields>({ defaultValues: dataClassFieldsOf(one) });
  return (
    <RecordDialog
      form={form}
      title={one === undefined ? text.create : recordText.change(one.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) =>
        one === undefined
          ? createDataClass(toNewDataClass(fields))
          : changeDataClass(one.id, toDataClassChange(fields, one.id))
      }
      done={isNew ? text.created : text.saved}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'name', 'allowed_providers', 'allowed_regions']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
          <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
            {(tie) => <Input {...tie} {...form.register('name')} maxLength={200} autoComplete="off" />}
          </Field>
          <Field
            label={text.providers}
            hint={text.providersHint}
            error={faultAt('allowed_providers')}
            optional
          >
            {(tie) => (
              <Input
                {...tie}
                {...form.register('providers')}
                list="known-providers"
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label={text.regions} hint={text.regionsHint} error={faultAt('allowed_regions')} optional>
            {(tie) => (
              <Input
                {...tie}
                {...form.register('regions')}
                list="known-regions"
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <KnownIds list="known-providers" of={providers} />
          <KnownIds list="known-regions" of={regions} />
        </>
      )}
    </RecordDialog>
  );
}
