import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sourcesQuery } from '../../api/source-queries.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { type PointTarget, pointTarget } from './prepare.ts';
import { sectionLabels } from './text.ts';

const WHERE = {
  proposals: sectionLabels.proposals,
  sources: 'Sources',
  prices: 'Prices',
  commitments: 'Commitments',
  gap: sectionLabels.gap,
} as const;

function TargetLink({ target, month }: { target: PointTarget; month: string }) {
  const sources = useQuery(sourcesQuery()).data;
  const className = `${LINK_CLASS} whitespace-nowrap underline`;
  if (target.to === 'proposals') {
    return (
      <Link to="/reconciliation" search={{ section: 'proposals', month }} className={className}>
        {WHERE.proposals}
      </Link>
    );
  }
  if (target.to === 'gap') {
    return (
      <Link to="/reconciliation" search={{ month, provider: target.provider }} className={className}>
        {WHERE.gap}
      </Link>
    );
  }
  if (target.to === 'source') {
    const known = sources?.find(({ name }) => name === target.name);
    return known === undefined ? (
      <Link to="/sources" className={className}>
        {WHERE.sources}
      </Link>
    ) : (
      <Link to="/sources/$id" params={{ id: known.id }} className={className}>
        {known.name}
      </Link>
    );
  }
  const to = `/${target.to}` as const;
  return (
    <Link to={to} className={className}>
      {WHERE[target.to]}
    </Link>
  );
}

/** What stands in the way of closing a month, each with the way to where it is settled. */
export function OpenPoints({ points, month }: { points: readonly string[]; month: string }) {
  return (
    <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm">
      {points.map((point) => {
        const target = pointTarget(point);
        return (
          <li key={point}>
            {point} {target === undefined ? null : <TargetLink target={target} month={month} />}
          </li>
        );
      })}
    </ul>
  );
}
