import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { findingsQuery } from '../../api/queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SeverityTag } from '../findings/SeverityTag.tsx';
import { text } from './text.ts';

const MOST = 4;

export function FindingsPanel() {
  const { data } = useQuery(findingsQuery('open'));
  return (
    <Panel
      title={text.findings}
      flush
      actions={
        <Link to="/findings" className={buttonClass('plain', 'sm')}>
          {text.findingsAll}
        </Link>
      }
    >
      {data === undefined ? (
        <div className="h-11" />
      ) : data.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {text.findingsNone}
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {data.slice(0, MOST).map((finding) => (
            <li key={finding.id} className="flex items-start gap-3 px-4 py-3">
              <SeverityTag severity={finding.severity} />
              <p className="min-w-0 text-sm">
                <span className="font-medium">{finding.subject}</span>{' '}
                <span className="text-ink-2">{finding.message}</span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
