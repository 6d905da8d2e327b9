import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { createWebhook, type WebhookWithSecret } from '../../api/outcome-mutations.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { IdField } from '../records/IdField.tsx';
import { SelectField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { tellText as text } from './text.ts';

interface WebhookDialogProps {
  /** Given the answer with the secret. */
  onCreated: (created: WebhookWithSecret) => void;
  onClose: () => void;
}

export function WebhookDialog({ onCreated, onClose }: WebhookDialogProps) {
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const form = useForm({ defaultValues: { id: '', workload: '' } });
  return (
    <RecordDialog
      form={form}
      title={text.createTitle}
      lead={text.createLead}
      save={async ({ id, workload }) => {
        const created = await createWebhook({ id: id.trim(), ...(workload === '' ? {} : { workload }) });
        onCreated(created);
        return created;
      }}
      done={text.created}
      submit={text.submit}
      explains={['id', 'workload']}
      onClose={onClose}
    >
      {(fault) => (
        <>
          <IdField form={form} hint={text.idHint} fault={fault('id')} />
          <SelectField
            form={form}
            name="workload"
            label={text.workload}
            fault={fault('workload')}
            choices={[
              { value: '', label: text.any },
              ...workloads.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </>
      )}
    </RecordDialog>
  );
}
