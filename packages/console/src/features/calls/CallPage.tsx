import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { CallFact } from '@weir/core/contract';
import { ChevronLeft } from 'lucide-react';
import { ApiFailure } from '../../api/failure.ts';
import { callQuery } from '../../api/queries.ts';
import { CodeBlock } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Money } from '../../ui/money.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Decision } from '../routing/Decision.tsx';
import { decisionText } from '../routing/text.ts';
import { useZone } from '../scope/useZone.ts';
import { Attempts } from './Attempts.tsx';
import { CallFacts } from './CallFacts.tsx';
import { FlagTags, StatusTag } from './CallTags.tsx';
import { Charges } from './Charges.tsx';
import { prettyJson } from './prepare.ts';
import { TagTable } from './TagTable.tsx';
import { Timing } from './Timing.tsx';
import { callText } from './text.ts';
import { Usage } from './Usage.tsx';

const route = getRouteApi('/shell/calls/$id');
const LOOK_AGAIN_MS = 2_000;

const isMissing = (error: unknown) => error instanceof ApiFailure && error.status === 404;

function Body({ call, zone }: { call: CallFact; zone: string }) {
  return (
    <div className="flex flex-col gap-5">
      <Panel className="pt-4">
        <CallFacts call={call} zone={zone} />
      </Panel>
      <Charges call={call} />
      {call.routing === undefined ? null : (
        <Panel title={decisionText.title} flush>
          <Decision decision={call.routing} currency={call.currency} />
        </Panel>
      )}
      <Timing call={call} />
      <Attempts call={call} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <TagTable call={call} />
        <div className="flex min-w-0 flex-col gap-5">
          <Usage call={call} />
          {call.raw_usage === undefined ? null : (
            <Panel title={callText.raw}>
              <CodeBlock label={callText.rawCopy} text={prettyJson(call.raw_usage)} />
            </Panel>
          )}
        </div>
      </div>
    </div>
  );
}

export default function CallPage() {
  const { id } = route.useParams();
  const zone = useZone();
  const { data: call, error } = useQuery({
    ...callQuery(id),
    refetchInterval: (query) => (isMissing(query.state.error) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Page
      title={call === undefined ? callText.tab('') : call.model}
      tab={callText.tab(id)}
      above={
        <Link
          to="/calls"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {callText.back}
        </Link>
      }
      lead={
        <span className="flex flex-wrap items-center gap-1.5">
          {call === undefined ? null : (
            <>
              <StatusTag status={call.status} />
              <FlagTags call={call} />
            </>
          )}
          <span className="font-mono text-xs break-all">{id}</span>
          <CopyButton text={id} label={callText.copyId} />
        </span>
      }
      actions={
        call === undefined ? undefined : (
          <Money
            amount={call.cost}
            currency={call.currency}
            full
            className="text-2xl font-semibold tracking-tight"
          />
        )
      }
    >
      {call !== undefined ? (
        <Body call={call} zone={zone} />
      ) : error === null ? (
        <Panel flush>
          <SkeletonRows rows={10} columns={4} />
        </Panel>
      ) : isMissing(error) ? (
        <Panel>
          <Empty title={callText.missing} />
        </Panel>
      ) : (
        <Failure error={error} />
      )}
    </Page>
  );
}
