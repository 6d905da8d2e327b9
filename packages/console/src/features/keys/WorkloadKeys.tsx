import { useQuery } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { keysQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CreateKeyDialog } from './CreateKeyDialog.tsx';
import { KeyTable } from './KeyTable.tsx';
import { text, workloadKeysText } from './text.ts';

/** Keys of one workload, on its page. */
export function WorkloadKeys({ workload }: { workload: Workload }) {
  const [creating, setCreating] = useState(false);
  const keys = useQuery(keysQuery()).data?.filter((key) => key.workload === workload.id);
  return (
    <Panel
      title={workloadKeysText.title}
      flush
      actions={
        <Button size="sm" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {text.create}
        </Button>
      }
    >
      {keys === undefined ? (
        <SkeletonRows rows={2} />
      ) : keys.length === 0 ? (
        <p className="px-4 pb-5 text-sm text-ink-2">{workloadKeysText.none}</p>
      ) : (
        <KeyTable keys={keys} ofOneWorkload />
      )}
      {creating ? <CreateKeyDialog workload={workload.id} onClose={() => setCreating(false)} /> : null}
    </Panel>
  );
}
