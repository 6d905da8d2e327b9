import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Key } from '@weir/core/contract';
import { useState } from 'react';
import { rotateKey } from '../../api/mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { SecretPanel } from './SecretPanel.tsx';
import { rotateText, secretText } from './text.ts';

type Grace = keyof typeof rotateText.graces;
const GRACES = (['0', '3600', '86400', '604800'] as const).map((value) => ({
  value,
  label: rotateText.graces[value],
}));

export function RotateDialog({ keyToRotate, onClose }: { keyToRotate: Key; onClose: () => void }) {
  const client = useQueryClient();
  const [grace, setGrace] = useState<Grace>('86400');
  const rotate = useMutation({
    mutationFn: () => rotateKey(keyToRotate.id, Number(grace)),
    onSuccess: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  const isDone = rotate.data !== undefined;
  return (
    <Dialog
      open
      firm={isDone}
      wide={isDone}
      onClose={onClose}
      title={isDone ? secretText.rotatedTitle : rotateText.title(keyToRotate.name)}
      description={isDone ? secretText.lead : rotateText.lead}
    >
      {rotate.data !== undefined ? (
        <SecretPanel created={rotate.data} onDone={onClose} />
      ) : (
        <div className="flex flex-col gap-5">
          <div className="flex items-center justify-between gap-4">
            <span className="text-sm font-medium">{rotateText.grace}</span>
            <Select
              label={rotateText.grace}
              value={grace}
              choices={GRACES}
              onChange={setGrace}
              className="h-9 min-w-40"
            />
          </div>
          {rotate.error === null ? null : <Failure error={rotate.error} />}
          <Button
            look="primary"
            className="self-end"
            disabled={rotate.isPending}
            onClick={() => rotate.mutate()}
          >
            {rotateText.submit}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
