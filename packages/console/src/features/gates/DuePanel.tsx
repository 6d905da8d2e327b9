import { Link } from '@tanstack/react-router';
import type { GateSummary } from '@weir/core/contract';
import { CircleCheck } from 'lucide-react';
import { formatDay } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { dueSoon } from './prepare.ts';
import { itemTexts, dueText as text } from './text.ts';

const MOST = 8;

/** Approvals and exceptions that run out soon, or did. */
export function DuePanel({ gates }: { gates: readonly GateSummary[] }) {
  const zone = useZone();
  const due = dueSoon(gates, useNow(60_000).getTime());
  return (
    <Panel title={text.title} note={text.note} flush>
      {due.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {text.nothing}
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {due.slice(0, MOST).map(({ workload, item, what, until, isOver }) => (
            <li
              key={`${workload} ${item} ${what}`}
              className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm"
            >
              <Tag tone={isOver ? 'bad' : 'warn'}>{text[what]}</Tag>
              <Link
                to="/gates/$id"
                params={{ id: workload }}
                hash={item}
                className="min-w-0 underline-offset-4 hover:underline"
              >
                {text.of(itemTexts[item], workload)}
              </Link>
              <span className="ml-auto text-xs text-ink-3">
                {(isOver ? text.ended : text.ends)(formatDay(until, zone))}
              </span>
            </li>
          ))}
          {due.length > MOST ? (
            <li className="px-4 py-2 text-xs text-ink-3">{text.more(due.length - MOST)}</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}
