import { Link } from '@tanstack/react-router';
import type { GateItem } from '@weir/core/contract';
import { ArrowRight, Check, CircleDashed, Clock, X } from 'lucide-react';
import { formatDay } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Tag } from '../../ui/tag.tsx';
import { roleLabels } from '../organization/people-text.ts';
import { useZone } from '../scope/useZone.ts';
import { Drill } from './Drill.tsx';
import { ITEM_TONES, isOpen, placeOf } from './prepare.ts';
import { itemStateTexts, pageText as text } from './text.ts';

const ICONS = {
  met: Check,
  excepted: Clock,
  in_review: CircleDashed,
  missing: X,
  rejected: X,
  expired: Clock,
} satisfies Record<GateItem['state'], unknown>;
const COLOURS = {
  good: 'text-good',
  warn: 'text-warn',
  accent: 'text-accent-strong',
  bad: 'text-bad',
  neutral: 'text-ink-3',
};

export type Asked = 'review' | 'except' | 'revoke';

interface ItemRowProps {
  workload: string;
  item: GateItem;
  onAsk: (what: Asked) => void;
}

/** To where the item is provided. */
function PlaceLink({ workload, id }: { workload: string; id: GateItem['id'] }) {
  const place = placeOf(id);
  if (place === undefined) return null;
  const shown = (
    <>
      {text.places[place]}
      <ArrowRight aria-hidden className="ml-0.5 inline size-3.5" />
    </>
  );
  const look = `${LINK_CLASS} font-medium`;
  if (place === 'budgets')
    return (
      <Link to="/budgets" className={look}>
        {shown}
      </Link>
    );
  if (place === 'attribution')
    return (
      <Link to="/attribution" className={look}>
        {shown}
      </Link>
    );
  const section = place === 'quality' ? 'value' : place;
  return (
    <Link to="/workloads/$id" params={{ id: workload }} search={{ section }} className={look}>
      {shown}
    </Link>
  );
}

function Decided({ item: { review, exception } }: { item: GateItem }) {
  const zone = useZone();
  return (
    <>
      {review === undefined ? null : (
        <div className="border-l-2 border-line-strong pl-3 text-sm">
          <p className="text-xs text-ink-3">
            {text.reviewed(
              review.reviewer,
              review.decision === 'approve' ? text.approvedVerb : text.rejectedVerb,
              formatDay(review.at, zone),
            )}
            {review.decision === 'approve' && review.valid_until !== undefined
              ? `, ${text.validUntil(formatDay(review.valid_until, zone))}`
              : null}
          </p>
          {review.note === undefined ? null : <p className="mt-0.5 break-words">{review.note}</p>}
        </div>
      )}
      {exception === undefined ? null : (
        <div className="border-l-2 border-warn pl-3 text-sm">
          <p className="text-xs text-ink-3">
            {(Date.parse(exception.until) > Date.now() ? text.excepted : text.exceptionOver)(
              exception.granted_by,
              formatDay(exception.until, zone),
            )}
          </p>
          <p className="mt-0.5 break-words">{exception.reason}</p>
        </div>
      )}
    </>
  );
}

function Actions({ item, onAsk }: Omit<ItemRowProps, 'workload'>) {
  const { reviewer_role: role, kind, state, exception, review, title } = item;
  // what is missing has to be provided before anybody can review it
  const canReview = role !== undefined && state !== 'missing';
  const isExcepted = exception !== undefined && Date.parse(exception.until) > Date.now();
  const canExcept = kind === 'requirement' && isOpen(item);
  if (!canReview && !canExcept && !isExcepted) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {canReview ? (
        <Button
          size="sm"
          look={state === 'in_review' || state === 'expired' ? 'primary' : 'plain'}
          aria-label={(review === undefined ? text.reviewItem : text.reviewAgainItem)(title)}
          onClick={() => onAsk('review')}
        >
          {review === undefined ? text.review : text.reviewAgain}
        </Button>
      ) : null}
      {canExcept ? (
        <Button size="sm" aria-label={text.exceptItem(title)} onClick={() => onAsk('except')}>
          {text.except}
        </Button>
      ) : null}
      {isExcepted ? (
        <Button size="sm" look="danger" aria-label={text.revokeItem(title)} onClick={() => onAsk('revoke')}>
          {text.revoke}
        </Button>
      ) : null}
    </div>
  );
}

/** One point of a gate: its state, what was found, what to do and where, and who decided. */
export function ItemRow({ workload, item, onAsk }: ItemRowProps) {
  const { id, title, state, evidence, remedy, reviewer_role: role } = item;
  const tone = ITEM_TONES[state];
  const Icon = ICONS[state];
  return (
    <li id={id} className="flex scroll-mt-20 gap-3 px-4 py-3.5 target:bg-accent-weak">
      <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', COLOURS[tone])} />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="min-w-0 text-sm font-medium">{title}</h3>
          <Tag tone={tone}>{itemStateTexts[state]}</Tag>
          <span className="text-xs text-ink-3 sm:ml-auto">
            {role === undefined ? text.byData : text.reviewer(roleLabels[role])}
          </span>
        </div>
        <p className="text-sm break-words text-ink-2">{evidence}</p>
        {isOpen(item) && remedy !== undefined ? (
          <p className="text-sm break-words">
            <span className="text-ink-3">{text.todo}: </span>
            {remedy} <PlaceLink workload={workload} id={id} />
          </p>
        ) : null}
        <Decided item={item} />
        {id === 'fallback_plan' ? <Drill workload={workload} /> : null}
        <Actions item={item} onAsk={onAsk} />
      </div>
    </li>
  );
}
