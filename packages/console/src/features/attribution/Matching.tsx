import { useQuery } from '@tanstack/react-query';
import type { TagFilter } from '@weir/core/contract';
import { costsQuery } from '../../api/queries.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { termsOf } from './coverage.ts';
import { claimText as text } from './text.ts';

interface MatchingProps {
  when: TagFilter;
  since: string | undefined;
  until: string | undefined;
}

/** How much a rule would match, before there is one. */
export function Matching({ when, since, until }: MatchingProps) {
  const isAsked = since !== undefined && Object.keys(when).length > 0;
  const { data } = useQuery({
    ...costsQuery({ since, until, filter: termsOf(when) }),
    enabled: isAsked,
  });
  if (!isAsked) return null;
  return (
    <p aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <span className="text-xs text-ink-3">{text.matches}: </span>
      <span className="tabular font-medium">
        {data === undefined
          ? text.counting
          : data.total.calls === 0
            ? text.matchingNone
            : text.matching(formatCount(data.total.calls), formatMoney(data.total.cost, data.currency).text)}
      </span>
    </p>
  );
}
