import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ImportButton } from './ImportButton.tsx';
import { OwnerDialog } from './OwnerDialog.tsx';
import { OwnerTable } from './OwnerTable.tsx';
import { holdingsOf, type OwnerKind, ownersOf, parentOf } from './owners.ts';
import { SectionHead } from './SectionHead.tsx';
import { ownerTexts } from './text.ts';
import { useOwnership } from './useOwnership.ts';

const IMPORTED = {
  'cost-centers': 'cost_centers',
  teams: 'teams',
  applications: 'applications',
} as const satisfies Record<OwnerKind, string>;

/** Cost centers, teams or applications: one list, one form. */
export function OwnersSection({ kind }: { kind: OwnerKind }) {
  const text = ownerTexts[kind];
  const { ownership, error, refetch } = useOwnership();
  const [creating, setCreating] = useState(false);
  const shown = useMemo(() => {
    if (ownership === undefined) return undefined;
    const parent = parentOf[kind];
    return {
      owners: ownersOf(kind, ownership),
      holdings: holdingsOf(kind, ownership),
      parents: parent === undefined ? [] : ownersOf(parent.kind, ownership),
    };
  }, [kind, ownership]);
  const actions = (
    <div className="flex flex-wrap gap-2">
      <ImportButton kind={IMPORTED[kind]} />
      <Button look="primary" onClick={() => setCreating(true)}>
        <Plus aria-hidden />
        {text.create}
      </Button>
    </div>
  );
  return (
    <>
      <SectionHead lead={text.lead} actions={actions} />
      {error === null ? null : <Failure error={error} onRetry={refetch} />}
      {shown === undefined && error !== null ? null : (
        <Panel flush>
          {shown === undefined ? (
            <SkeletonRows rows={5} />
          ) : shown.owners.length === 0 ? (
            <Empty title={text.empty}>{text.emptyHint}</Empty>
          ) : (
            <OwnerTable kind={kind} {...shown} />
          )}
        </Panel>
      )}
      {creating ? (
        <OwnerDialog kind={kind} parents={shown?.parents ?? []} onClose={() => setCreating(false)} />
      ) : null}
    </>
  );
}
