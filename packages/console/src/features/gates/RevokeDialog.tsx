import { useMutation, useQueryClient } from '@tanstack/react-query';
import { revokeException } from '../../api/gate-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { exceptText as text } from './text.ts';

interface RevokeDialogProps {
  workload: string;
  exception: string;
  item: string;
  onClose: () => void;
}

export default function RevokeDialog({ workload, exception, item, onClose }: RevokeDialogProps) {
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeException(workload, exception),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.revoked);
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => revoking.mutate()}
      busy={revoking.isPending}
      title={text.revokeTitle}
      description={text.revokeLead(item)}
      confirm={text.revokeSubmit}
    >
      {revoking.error === null ? null : (
        <div className="mt-4">
          <Failure error={revoking.error} />
        </div>
      )}
    </Confirm>
  );
}
