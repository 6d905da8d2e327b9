import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Key } from '@weir/core/contract';
import { revokeKey } from '../../api/mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { revokeText } from './text.ts';

export function RevokeDialog({ keyToRevoke, onClose }: { keyToRevoke: Key; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(keyToRevoke.id),
    onSuccess: () => {
      announce(revokeText.done(keyToRevoke.name));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => revoke.mutate()}
      busy={revoke.isPending}
      title={revokeText.title(keyToRevoke.name)}
      description={revokeText.lead(keyToRevoke.workload)}
      confirm={revokeText.submit}
    >
      {revoke.error === null ? null : (
        <div className="mt-4">
          <Failure error={revoke.error} />
        </div>
      )}
    </Confirm>
  );
}
