import { useNavigate } from '@tanstack/react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { announce } from '../../ui/toast.tsx';
import { formText } from './text.ts';
import { WorkloadForm } from './WorkloadForm.tsx';

export default function CreateWorkload({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <Dialog wide open onClose={onClose} title={formText.createTitle} description={formText.createLead}>
      <WorkloadForm
        onDone={({ id }) => {
          onClose();
          announce(formText.created(id));
          void navigate({ to: '/workloads/$id', params: { id } });
        }}
      />
    </Dialog>
  );
}
