import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AllocationExplanation } from '@weir/core/contract';
import { useState } from 'react';
import { allocationExplanationQuery, costItemsQuery } from '../../api/full-cost-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { formatMoney, groupThousands, sumMoney } from '../../format/money.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { Select } from '../../ui/select.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Teach } from '../../ui/teach.tsx';
import { entriesSearch, periodOf } from './links.ts';
import { basisText, categoryName, text as page, runText, explainedText as text } from './text.ts';
import { useMonth } from './useMonth.ts';

const route = getRouteApi('/shell/full-cost');
const ALL = '';
const SHOWN = 30;

type Step = AllocationExplanation['steps'][number];

function Figures({ step, currency }: { step: Step; currency: string }) {
  const lines = [
    { name: text.whole, value: formatMoney(step.whole, currency).text, exact: step.whole },
    ...(step.by === undefined || step.basis === undefined || step.of === undefined
      ? []
      : [
          {
            name: `${text.basis}, ${basisText[step.by]}`,
            value: groupThousands(step.basis),
            exact: step.basis,
          },
          { name: text.outOf, value: groupThousands(step.of), exact: step.of },
        ]),
    { name: text.part, value: formatMoney(step.part, currency).text, exact: step.part },
  ];
  return (
    <dl className="mt-1 flex flex-wrap gap-x-6 gap-y-1 text-xs">
      {lines.map(({ name, value, exact }) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-ink-3">{name}</dt>
          <dd className="tabular font-medium" title={exact}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One share: its steps with their figures, and the way to what was booked. */
function Share({ share, zone }: { share: AllocationExplanation; zone: string }) {
  const { item, rule, workload, category, amount, currency, steps, month } = share;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
        <h3 className="font-medium">{text.of(item, workload === '' ? page.noWorkload : workload)}</h3>
        <Tag>{categoryName(category)}</Tag>
        <span className="text-xs text-ink-3">
          {rule === undefined ? (
            text.direct
          ) : (
            <Link to="/full-cost" search={{ section: 'rules' }} className={LINK_CLASS}>
              {text.byRule(rule)}
            </Link>
          )}
        </span>
        <Money amount={amount} currency={currency} className="ml-auto font-semibold" />
      </div>
      <ol aria-label={text.steps(item)} className="mt-2 flex flex-col gap-2 border-l-2 border-line pl-3">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place only
          <li key={index} className="text-sm">
            <p className="font-mono text-xs leading-relaxed break-words text-ink-2">{step.text}</p>
            <Figures step={step} currency={currency} />
          </li>
        ))}
      </ol>
      <Link
        to="/calls"
        search={entriesSearch(
          periodOf(month, zone),
          { dimension: 'workload', value: workload },
          { dimension: 'category', value: category },
        )}
        aria-label={`${text.inLedger}: ${text.of(item, workload)}`}
        className={`${LINK_CLASS} mt-2 inline-block text-sm`}
      >
        {text.inLedger}
      </Link>
    </li>
  );
}

function Shares({ shares, zone }: { shares: readonly AllocationExplanation[]; zone: string }) {
  const [shown, setShown] = useState(SHOWN);
  const amount = sumMoney(shares.map((share) => share.amount));
  const currency = shares[0]?.currency ?? 'USD';
  return (
    <Panel title={text.sum(shares.length, formatMoney(amount, currency).text)} flush>
      <ul className="divide-y divide-line border-t border-line">
        {shares.slice(0, shown).map((share, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a share may come over several ways
          <Share key={index} share={share} zone={zone} />
        ))}
      </ul>
      {shares.length > shown ? (
        <div className="border-t border-line p-3 text-center">
          <Button onClick={() => setShown(shown + SHOWN)}>
            {text.more(Math.min(SHOWN, shares.length - shown))}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

/** Every allocated amount of a month with the divisions it came by. */
export default function ExplainedSection() {
  const { workload, item } = route.useSearch();
  const { month, zone, isKnown, choices, change } = useMonth();
  const shares = useQuery({ ...allocationExplanationQuery(month, { workload, item }), enabled: isKnown });
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const items = useQuery(costItemsQuery()).data ?? [];
  const orAbsent = (value: string) => (value === ALL ? undefined : value);
  return (
    <>
      <SectionHead lead={text.lead} />
      <div className="mb-4 flex flex-wrap gap-2">
        <Select
          showLabel
          label={runText.month}
          value={month}
          choices={choices}
          onChange={(next) => change({ month: next })}
        />
        <Select
          showLabel
          label={text.workload}
          value={workload ?? ALL}
          choices={[
            { value: ALL, label: text.all },
            ...workloads.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(next) => change({ workload: orAbsent(next) })}
        />
        <Select
          showLabel
          label={text.item}
          value={item ?? ALL}
          choices={[
            { value: ALL, label: text.all },
            ...items.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(next) => change({ item: orAbsent(next) })}
        />
      </div>
      <Answer
        query={shares}
        isEmpty={(all) => all.length === 0}
        teach={
          <Teach
            title={text.emptyTitle}
            what={text.empty}
            action={
              <LinkButton to="/full-cost" search={{ section: 'run', month }}>
                {text.toRun}
              </LinkButton>
            }
          />
        }
      >
        {(all) => <Shares key={`${month} ${workload} ${item}`} shares={all} zone={zone} />}
      </Answer>
    </>
  );
}
