import { useMutation, useQueryClient } from '@tanstack/react-query';
import { REGISTRY } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { text } from './text.ts';

interface RemoveRecordProps {
  id: string;
  lead: string;
  /** Said when it is done. */
  done: string;
  remove: (id: string) => Promise<void>;
  onClose: () => void;
}

/** The API refuses what is still referred to and names who does; that is shown here. */
export function RemoveRecord({ id, lead, done, remove, onClose }: RemoveRecordProps) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => remove(id),
    onSuccess: () => {
      announce(done);
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => removing.mutate()}
      busy={removing.isPending}
      title={text.removeTitle(id)}
      description={lead}
      confirm={text.removeSubmit}
    >
      {removing.error === null ? null : (
        <div className="mt-4">
          <Failure error={removing.error} />
        </div>
      )}
    </Confirm>
  );
}
