import { useQuery } from '@tanstack/react-query';
import { unitQuery } from '../../api/value-queries.ts';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { ruleResultText, ruleText, text } from './text.ts';

const TONES: Record<keyof typeof ruleResultText, Tone> = { pass: 'good', fail: 'bad', unknown: 'neutral' };

/** The five rules that a verdict follows from, each with what it rests on. */
export function VerdictRules(props: { workload: string; name: string; since: string; until: string }) {
  const { workload, name, since, until } = props;
  const { data, error, refetch } = useQuery(unitQuery(workload, { since, until, by: '' }));
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows rows={5} columns={2} />;
  return (
    <>
      <ul aria-label={text.rules(name)} className="flex flex-col divide-y divide-line">
        {data.verdict.rules.map(({ rule, result, evidence }) => (
          <li key={rule} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2">
            <Tag tone={TONES[result]}>{ruleResultText[result]}</Tag>
            <span className="font-medium">{ruleText[rule]}</span>
            <span className="w-full text-ink-2">{evidence}</span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-xs text-ink-3">{text.formula(data.verdict.formula)}</p>
    </>
  );
}
