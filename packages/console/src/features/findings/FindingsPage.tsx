import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Finding } from '@weir/core/contract';
import { useState } from 'react';
import { closeFinding } from '../../api/mutations.ts';
import { findingsQuery, REGISTRY } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { SeverityTag } from './SeverityTag.tsx';
import { text } from './text.ts';

function FindingRow({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const zone = useZone();
  const now = useNow().getTime();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-4">
      <div className="w-18 shrink-0 pt-0.5">
        <SeverityTag severity={finding.severity} />
      </div>
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-medium break-words">
          {text.kinds[finding.kind]}: {finding.subject}
        </h2>
        <p className="mt-0.5 text-sm text-ink-2">{finding.message}</p>
        <p className="tabular mt-1.5 flex flex-wrap gap-x-3 text-xs text-ink-3">
          <span>{text.times(formatCount(finding.occurrences))}</span>
          <span>{text.since(formatMoment(finding.first_seen_at, zone))}</span>
          <span>{text.last(formatAgo(finding.last_seen_at, now))}</span>
        </p>
      </div>
      {finding.state === 'open' ? (
        <Button size="sm" onClick={onClose}>
          {text.close}
        </Button>
      ) : null}
    </li>
  );
}

export default function FindingsPage() {
  const client = useQueryClient();
  const [state, setState] = useState<'open' | 'closed'>('open');
  const { data, error, refetch } = useQuery(findingsQuery(state));
  const close = useMutation({
    mutationFn: closeFinding,
    onSuccess: () => {
      announce(text.closedNow);
      void client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  const failure = error ?? close.error;
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <Segmented
          label={text.state}
          value={state}
          onChange={setState}
          choices={[
            { value: 'open', label: text.open },
            { value: 'closed', label: text.closed },
          ]}
        />
      }
    >
      {failure === null ? null : <Failure error={failure} onRetry={() => void refetch()} />}
      <Panel flush>
        {data === undefined ? (
          <SkeletonRows rows={4} columns={3} />
        ) : data.length === 0 ? (
          <Empty title={state === 'open' ? text.none : text.noneClosed}>{text.noneHint}</Empty>
        ) : (
          <ul className="divide-y divide-line">
            {data.map((finding) => (
              <FindingRow key={finding.id} finding={finding} onClose={() => close.mutate(finding.id)} />
            ))}
          </ul>
        )}
      </Panel>
    </Page>
  );
}
