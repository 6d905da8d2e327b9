import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { endAgreement } from '../../api/agreement-mutations.ts';
import { agreementQuery, agreementStatusQuery } from '../../api/agreement-queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { EndRecord } from '../records/EndRecord.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { Booked } from './Booked.tsx';
import { BurnDownPanel } from './BurnDownPanel.tsx';
import { CommitmentFacts } from './CommitmentFacts.tsx';
import { CommitmentFigures } from './CommitmentFigures.tsx';
import { datesOf, StateTag } from './CommitmentTable.tsx';
import { stateOf } from './prepare.ts';
import { kindLabels, pageText as text } from './text.ts';

const route = getRouteApi('/shell/commitments/$id');

/** One agreement: how far it is used, what it says and what it booked. */
export default function CommitmentPage() {
  const { id } = route.useParams();
  const zone = useZone();
  const { data: agreement, error, refetch, dataUpdatedAt } = useQuery(agreementQuery(id));
  // what was ended just now is over, though the minute has not passed
  const now = Math.max(useNow(60_000).getTime(), dataUpdatedAt);
  const status = useQuery(agreementStatusQuery(id));
  const [ending, setEnding] = useState(false);
  const state = agreement === undefined ? undefined : stateOf(agreement, now);
  return (
    <Page
      title={agreement?.name ?? id}
      above={
        <Link
          to="/commitments"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      lead={
        agreement === undefined || state === undefined ? (
          <span>&nbsp;</span>
        ) : (
          <span className="inline-flex flex-wrap items-center gap-2">
            <StateTag state={state} />
            {kindLabels[agreement.kind]} · {agreement.provider} · {datesOf(agreement, zone)}
          </span>
        )
      }
      actions={
        agreement === undefined ? undefined : (
          <>
            <Link to="/audit" search={{ subject: `agreement/${id}` }} className={buttonClass()}>
              {text.audit}
            </Link>
            {state === 'over' ? null : (
              <Button look="danger" onClick={() => setEnding(true)}>
                {text.end}
              </Button>
            )}
          </>
        )
      }
    >
      {error === null || agreement !== undefined ? null : (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {agreement === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={8} columns={4} />
          </Panel>
        )
      ) : (
        <div className="flex flex-col gap-5">
          {status.error === null ? null : (
            <Failure error={status.error} onRetry={() => void status.refetch()} />
          )}
          {status.data === undefined ? (
            status.error === null && (
              <Panel flush>
                <SkeletonRows rows={4} columns={4} />
              </Panel>
            )
          ) : (
            <>
              <CommitmentFigures status={status.data} zone={zone} />
              <BurnDownPanel status={status.data} name={agreement.name} zone={zone} />
            </>
          )}
          <CommitmentFacts agreement={agreement} zone={zone} />
          <Booked agreement={agreement} zone={zone} />
        </div>
      )}
      {ending && agreement !== undefined ? (
        <EndRecord
          title={text.endTitle(agreement.name)}
          lead={text.endLead}
          done={text.endDone}
          end={(at) => endAgreement(id, at)}
          onClose={() => setEnding(false)}
        />
      ) : null}
    </Page>
  );
}
