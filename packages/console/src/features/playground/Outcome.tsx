import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CallFact } from '@weir/core/contract';
import { ApiFailure } from '../../api/failure.ts';
import { callQuery } from '../../api/queries.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatDuration } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FlagTags, StatusTag } from '../calls/CallTags.tsx';
import { Detections } from '../calls/Detections.tsx';
import { cacheLabels } from '../calls/text.ts';
import { Decision } from '../routing/Decision.tsx';
import { text } from './text.ts';

const LOOK_AGAIN_MS = 500;

const isMissing = (error: unknown) => error instanceof ApiFailure && error.status === 404;

function CallOutcome({ call }: { call: CallFact }) {
  const { usage, currency } = call;
  const tokens = [usage['input_tokens'], usage['output_tokens']].map((count) =>
    count === undefined ? text.none : formatCount(count),
  );
  return (
    <>
      <Facts
        className="px-4 pb-4"
        items={[
          {
            name: text.cost,
            value: (
              <span className="flex flex-col">
                <Money amount={call.cost} currency={currency} className="font-semibold" />
                {call.avoided_cost === undefined ? null : (
                  <span className="text-xs text-good">
                    {text.avoided(formatMoney(call.avoided_cost, currency).text)}
                  </span>
                )}
              </span>
            ),
          },
          { name: text.tokens, value: tokens.join(' / ') },
          { name: text.ttft, value: call.ttft_ms === undefined ? text.none : formatDuration(call.ttft_ms) },
          { name: text.duration, value: formatDuration(call.duration_ms) },
          { name: text.askedFor, value: call.requested_model },
          { name: text.went, value: `${call.provider} · ${call.model}` },
          { name: text.cache, value: call.cache === undefined ? text.none : cacheLabels[call.cache] },
          {
            name: text.detections,
            value: call.detections === undefined ? text.nothingFound : <Detections call={call} />,
          },
        ]}
      />
      {call.routing === undefined ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noRouting}</p>
      ) : (
        <Decision compact decision={call.routing} currency={currency} />
      )}
    </>
  );
}

/** What Weir recorded of what was sent: asked for until it has landed. */
export function Outcome({ callId }: { callId: string | undefined }) {
  const { data: call, error } = useQuery({
    ...callQuery(callId ?? ''),
    enabled: callId !== undefined,
    refetchInterval: (query) => (isMissing(query.state.error) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Panel
      title={text.call}
      flush
      note={
        call === undefined ? null : (
          <span className="flex items-center gap-1.5">
            <StatusTag status={call.status} />
            <FlagTags call={call} />
          </span>
        )
      }
      actions={
        callId === undefined ? undefined : (
          <Link to="/calls/$id" params={{ id: callId }} className={buttonClass('plain', 'sm')}>
            {text.openCall}
          </Link>
        )
      }
    >
      {callId === undefined ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.callNone}</p>
      ) : call !== undefined ? (
        <CallOutcome call={call} />
      ) : error !== null && !isMissing(error) ? (
        <div className="px-4 pb-4">
          <Failure error={error} />
        </div>
      ) : (
        <div role="status" aria-label={text.callWaiting}>
          <SkeletonRows rows={3} />
        </div>
      )}
    </Panel>
  );
}
