import type { Approval } from '@weir/core/contract';
import { Check, X } from 'lucide-react';
import { formatMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatAgo } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { SubjectLink } from './SubjectLink.tsx';
import { kindLabels, text } from './text.ts';

interface PendingListProps {
  pending: readonly Approval[];
  currency: string;
  onAnswer: (approval: Approval, answer: 'approve' | 'reject') => void;
}

export function PendingList({ pending, currency, onAnswer }: PendingListProps) {
  const now = useNow(10_000).getTime();
  if (pending.length === 0) {
    return (
      <Empty title={text.none}>
        <p className="mb-3">{text.noneHint}</p>
        <CodeBlock text={text.cli} label={text.cliLabel} />
      </Empty>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {pending.map((one) => (
        <li key={one.id} className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-4 sm:px-5">
          <div className="min-w-0 flex-1 basis-72">
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <Tag tone="warn">{kindLabels[one.kind]}</Tag>
              <SubjectLink approval={one} />
            </p>
            <p className="mt-1.5 font-medium break-words">{one.question}</p>
            <p className="mt-1 text-sm text-ink-2">
              {text.asked(formatAgo(one.asked_at, now))}.{' '}
              {text.refused(one.refused_calls, formatCount(one.refused_calls))}
              {one.needed === undefined ? '' : `; ${text.needed(formatMoney(one.needed, currency).text)}`}.{' '}
              {text.approvers(one.approvers.join(', ') || text.anyAdmin)}.
            </p>
          </div>
          <div className="flex gap-2">
            <Button aria-label={text.rejectOf(one.subject)} onClick={() => onAnswer(one, 'reject')}>
              <X aria-hidden />
              {text.reject}
            </Button>
            <Button
              look="primary"
              aria-label={text.approveOf(one.subject)}
              onClick={() => onAnswer(one, 'approve')}
            >
              <Check aria-hidden />
              {text.approve}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
