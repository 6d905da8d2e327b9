import type { UnitReport, Workload } from '@weir/core/contract';
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { formatDay, toInputValue } from '../../format/time.ts';
import { Formula } from '../../ui/formula.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { VerdictTag } from '../value/verdict.tsx';
import { verdictText as text } from './page-text.ts';

type Rule = UnitReport['verdict']['rules'][number];

const ICONS = { pass: CircleCheck, fail: CircleX, unknown: CircleHelp } as const;
const COLOURS = { pass: 'text-good', fail: 'text-bad', unknown: 'text-ink-3' } as const;

function RuleLine({ rule }: { rule: Rule }) {
  const Icon = ICONS[rule.result];
  return (
    <li className="flex items-start gap-2.5 py-2 text-sm">
      <Icon
        role="img"
        aria-label={text.results[rule.result]}
        className={`mt-0.5 size-4 shrink-0 ${COLOURS[rule.result]}`}
      />
      <div className="min-w-0 sm:flex sm:gap-4">
        <p className="font-medium sm:w-44 sm:shrink-0">{text.names[rule.rule]}</p>
        <p className="break-words text-ink-2">{rule.evidence}</p>
      </div>
    </li>
  );
}

function ReviewNote({ date, zone }: { date: string | undefined; zone: string }) {
  const today = toInputValue(useNow(60_000), zone).slice(0, 10);
  if (date === undefined) return text.noReview;
  const day = formatDay(`${date}T12:00:00Z`, zone);
  return date < today ? <Tag tone="bad">{text.overdue(day)}</Tag> : text.review(day);
}

/** Scale, improve, stop, or not enough evidence: the sentence, and each rule with what it rests on. */
export function VerdictPanel(props: { verdict: UnitReport['verdict']; workload: Workload; zone: string }) {
  const { verdict, workload, zone } = props;
  return (
    <Panel
      title={text.title}
      note={<ReviewNote date={workload.review_date} zone={zone} />}
      actions={<Formula figure={text.title} label={text.how} meaning={text.meaning} lines={text.lines} />}
    >
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <VerdictTag verdict={verdict.verdict} />
        <p className="min-w-0 font-medium break-words">{verdict.because}</p>
      </div>
      <ul aria-label={text.rules} className="divide-y divide-line border-t border-line">
        {verdict.rules.map((rule) => (
          <RuleLine key={rule.rule} rule={rule} />
        ))}
      </ul>
    </Panel>
  );
}
