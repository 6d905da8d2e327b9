import { useMutation, useQueryClient } from '@tanstack/react-query';
import { REGISTRY } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { type Owner, type OwnerKind, removeOwner } from './owners.ts';
import { ownerText, ownerTexts } from './text.ts';

interface RemoveDialogProps {
  kind: OwnerKind;
  owner: Owner;
  onClose: () => void;
}

/** The API refuses what is still referred to and names who does; that is shown here. */
export function RemoveDialog({ kind, owner, onClose }: RemoveDialogProps) {
  const client = useQueryClient();
  const text = ownerTexts[kind];
  const remove = useMutation({
    mutationFn: () => removeOwner[kind](owner.id),
    onSuccess: () => {
      announce(text.removed(owner.id));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      busy={remove.isPending}
      title={ownerText.removeTitle(owner.id)}
      description={text.removeLead}
      confirm={ownerText.removeSubmit}
    >
      {remove.error === null ? null : (
        <div className="mt-4">
          <Failure error={remove.error} />
        </div>
      )}
    </Confirm>
  );
}
