import { useQuery } from '@tanstack/react-query';
import type { EnvironmentPolicy } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { environmentsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { EnvironmentDialog } from './EnvironmentDialog.tsx';
import { EnvironmentTable } from './EnvironmentTable.tsx';
import { SectionHead } from './SectionHead.tsx';
import { environmentText as text } from './text.ts';

/** Which tags calls must carry where, and what happens when they do not. */
export function EnvironmentsSection() {
  const { data, error, refetch } = useQuery(environmentsQuery());
  const [asked, setAsked] = useState<{ policy?: EnvironmentPolicy }>();
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAsked({})}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined ? (
            <SkeletonRows rows={4} />
          ) : data.length === 0 ? (
            <Empty title={text.empty}>{text.emptyHint}</Empty>
          ) : (
            <EnvironmentTable policies={data} onChange={(policy) => setAsked({ policy })} />
          )}
        </Panel>
      )}
      {asked === undefined ? null : <EnvironmentDialog {...asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
