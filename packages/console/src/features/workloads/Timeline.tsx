import { useQuery } from '@tanstack/react-query';
import type { TimelineEvent } from '@weir/core/contract';
import {
  Boxes,
  Coins,
  type LucideIcon,
  MessageSquare,
  PenLine,
  ShieldCheck,
  Sparkles,
  Wallet,
} from 'lucide-react';
import { timelineQuery } from '../../api/value-queries.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { type GroupedEvent, groupedEvents } from './events.ts';
import { changesText as text } from './page-text.ts';
import { SectionLink } from './SectionNav.tsx';

const ICONS: Record<TimelineEvent['kind'], LucideIcon> = {
  change: PenLine,
  prompt_version: Sparkles,
  model: Boxes,
  price: Coins,
  gate: ShieldCheck,
  note: MessageSquare,
  budget: Wallet,
};

function Entry({ event, zone }: { event: GroupedEvent; zone: string }) {
  const { at, kind, title, detail, actor, more } = event;
  const Icon = ICONS[kind];
  return (
    <li className="flex gap-3 py-2.5 text-sm">
      <span
        title={text.kinds[kind]}
        className="flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-ink-2"
      >
        <Icon role="img" aria-label={text.kinds[kind]} className="size-3.5" />
      </span>
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{title}</p>
        {detail === undefined ? null : <p className="break-words text-ink-2">{detail}</p>}
        <p className="text-xs text-ink-3">
          <time dateTime={at}>{formatMoment(at, zone)}</time>
          {actor === undefined ? null : ` · ${text.by(actor)}`}
          {more === 0 ? null : ` · ${text.similar(more)}`}
        </p>
      </div>
    </li>
  );
}

/** Events under the days they belong to, newest first. */
export function Timeline({ events, zone }: { events: readonly TimelineEvent[]; zone: string }) {
  const days = new Map<string, GroupedEvent[]>();
  for (const event of groupedEvents(events)) {
    const day = formatDay(event.at, zone);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days].map(([day, some]) => (
    <section key={day} aria-label={day} className="border-t border-line first:border-t-0">
      <h3 className="pt-3 text-xs font-medium text-ink-3">{day}</h3>
      <ol className="divide-y divide-line">
        {some.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several things may happen at one instant
          <Entry key={`${event.at}${at}`} event={event} zone={zone} />
        ))}
      </ol>
    </section>
  ));
}

const SHOWN = 5;

/** The newest of it, on the overview. */
export function RecentChanges({ workload, scope }: { workload: string; scope: PageScope }) {
  const { since, until } = scope.query;
  const { data, error } = useQuery({
    ...timelineQuery(workload, { since, until, limit: 50 }),
    enabled: scope.isKnown,
  });
  if (error !== null && data === undefined) return null;
  return (
    <Panel
      title={text.recent}
      actions={
        <SectionLink id={workload} section="changes" className={`${LINK_CLASS} text-sm`}>
          {text.all}
        </SectionLink>
      }
    >
      {data === undefined ? (
        <SkeletonRows rows={3} columns={2} />
      ) : data.length === 0 ? (
        <p className="text-sm text-ink-2">{text.none}</p>
      ) : (
        <ol className="divide-y divide-line">
          {groupedEvents(data)
            .slice(0, SHOWN)
            .map((event, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several things may happen at one instant
              <Entry key={`${event.at}${at}`} event={event} zone={scope.zone} />
            ))}
        </ol>
      )}
    </Panel>
  );
}
