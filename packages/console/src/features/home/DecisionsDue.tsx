import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { gatesQuery } from '../../api/gate-queries.ts';
import { pendingApprovalsQuery } from '../../api/limit-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { toInputValue } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { openGates, overdueReviews } from './prepare.ts';
import { executiveText as text } from './text.ts';

function Due({ tone, kind, children }: { tone: Tone; kind: string; children: ReactNode }) {
  return (
    <li className="flex min-h-11 items-center gap-3 px-4 py-2 text-sm">
      <Tag tone={tone}>{kind}</Tag>
      {children}
    </li>
  );
}
const LINK = 'min-w-0 underline-offset-4 hover:underline';

/** What waits for somebody who may decide: reviews overdue, gates open, questions asked. */
export function DecisionsDue() {
  const zone = useZone();
  const today = toInputValue(useNow(60_000), zone).slice(0, 10);
  const workloads = useQuery(workloadsQuery()).data;
  const gates = openGates(useQuery(gatesQuery()).data ?? []);
  const approvals = useQuery(pendingApprovalsQuery()).data ?? [];
  const reviews = overdueReviews(workloads ?? [], today);
  const nameOf = (id: string) => workloads?.find((one) => one.id === id)?.name ?? id;
  return (
    <Panel title={text.due} flush>
      {workloads === undefined ? (
        <SkeletonRows rows={3} columns={2} />
      ) : approvals.length + reviews.length + gates.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {text.nothingDue}
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {approvals.map(({ id, question }) => (
            <Due key={id} tone="warn" kind={text.approval}>
              <Link to="/approvals" className={LINK}>
                {question}
              </Link>
            </Due>
          ))}
          {reviews.map(({ id, name, date }) => (
            <Due key={`review ${id}`} tone="warn" kind={text.review}>
              <Link to="/workloads/$id" params={{ id }} className={LINK}>
                {text.reviewText(name, date)}
              </Link>
            </Due>
          ))}
          {gates.map(({ workload, missing }) => (
            <Due key={`gate ${workload}`} tone="bad" kind={text.gate}>
              <Link to="/gates/$id" params={{ id: workload }} className={LINK}>
                {text.gateText(nameOf(workload), missing)}
              </Link>
            </Due>
          ))}
        </ul>
      )}
    </Panel>
  );
}
