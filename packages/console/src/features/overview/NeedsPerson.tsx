import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Hand } from 'lucide-react';
import { alertsQuery } from '../../api/alert-queries.ts';
import { pendingApprovalsQuery } from '../../api/limit-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { inOrder } from '../alerts/prepare.ts';
import { SeverityTag } from '../alerts/tags.tsx';
import { text } from './text.ts';

const MOST = 4;

/** Questions and alerts that wait for somebody; nothing at all when there are none. */
export default function NeedsPerson() {
  const approvals = useQuery(pendingApprovalsQuery()).data ?? [];
  const alerts = inOrder(useQuery(alertsQuery('open')).data ?? []);
  if (approvals.length + alerts.length === 0) return null;
  return (
    <Panel
      title={text.needsPerson}
      flush
      actions={
        <Link to="/alerts" className={buttonClass('plain', 'sm')}>
          {text.needsPersonAll}
        </Link>
      }
    >
      <ul className="divide-y divide-line border-t border-line">
        {approvals.slice(0, MOST).map(({ id, question }) => (
          <li key={id} className="flex items-start gap-3 px-4 py-3 text-sm">
            <Tag tone="warn">
              <Hand aria-hidden className="size-3.5" />
              {text.approval}
            </Tag>
            <Link to="/approvals" className="min-w-0 underline-offset-4 hover:underline">
              {question}
            </Link>
          </li>
        ))}
        {alerts.slice(0, MOST).map(({ id, severity, title, who }) => (
          <li key={id} className="flex items-start gap-3 px-4 py-3 text-sm">
            <SeverityTag severity={severity} />
            <Link to="/alerts" search={{ alert: id }} className="min-w-0 underline-offset-4 hover:underline">
              <span className="font-medium">{title}</span> <span className="text-ink-2">{who}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
