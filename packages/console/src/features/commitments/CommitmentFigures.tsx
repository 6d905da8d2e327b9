import type { AgreementStatus } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { ReactNode } from 'react';
import { formatDay } from '../../format/time.ts';
import { Formula } from '../../ui/formula.tsx';
import { Money } from '../../ui/money.tsx';
import { Stat } from '../../ui/stat.tsx';
import { Used } from './CommitmentTable.tsx';
import { amountText, isMoney, isSome, usedUpOn } from './prepare.ts';
import { figureText, pageText as text } from './text.ts';

function Help({ status, figure }: { status: AgreementStatus; figure: string }) {
  const { meaning, formula, anchor } = figureText[status.kind];
  return (
    <Formula
      figure={figure}
      label={text.explain(figure)}
      meaning={meaning}
      lines={[formula]}
      note={text.source(anchor)}
    />
  );
}

function remainingFoot(status: AgreementStatus, zone: string): string | undefined {
  const before = usedUpOn(status);
  if (before !== undefined) return text.usedUp(formatDay(before, 'UTC'));
  const { projected_end: end } = status;
  return end === undefined ? undefined : text.projected(formatDay(end, zone));
}

const PERCENT_PLACES = 2;

function discountFoot({ effective_discount_percent: percent }: AgreementStatus): string | undefined {
  if (percent === undefined) return undefined;
  const rounded = Decimal.from(percent).roundHalfEven(PERCENT_PLACES).toString();
  const short = rounded.includes('.') ? rounded.replace(/0+$/, '').replace(/\.$/, '') : rounded;
  return short.startsWith('-') ? text.effectiveMore(short.slice(1)) : text.effectiveFoot(short);
}

/** What the period agreed, used and left, and what use costs under it. */
export function CommitmentFigures({ status, zone }: { status: AgreementStatus; zone: string }) {
  const { currency, since, until, remaining, shortfall, next_threshold: next } = status;
  const day = (instant: string) => formatDay(instant, zone);
  const amount = (value: string) =>
    isMoney(status) ? <Money amount={value} currency={currency} /> : amountText(status, value);
  const figure = (label: string, value: ReactNode, foot?: ReactNode, help?: ReactNode) => (
    <Stat key={label} label={label} value={value} foot={foot} help={help} />
  );
  const figures = [
    figure(text.burned, amount(status.burned), undefined, <Help status={status} figure={text.burned} />),
    ...(remaining === undefined
      ? []
      : [figure(text.remaining, amount(remaining), remainingFoot(status, zone))]),
    ...(shortfall === undefined
      ? []
      : [
          figure(
            text.shortfall,
            <span className={isSome(shortfall) ? 'text-warn' : undefined}>{amount(shortfall)}</span>,
            isSome(shortfall) ? text.shortfallFoot(day(until)) : text.shortfallNone,
          ),
        ]),
    ...(next === undefined || next === status.total
      ? []
      : [figure(text.threshold, amount(next), text.thresholdFoot)]),
    figure(
      text.contracted,
      <Money amount={status.contracted_cost} currency={currency} />,
      text.contractedFoot,
    ),
    figure(
      text.effective,
      <Money amount={status.effective_cost} currency={currency} />,
      discountFoot(status),
    ),
  ];
  return (
    <section aria-label={text.figures} className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-col gap-2 border-b border-line bg-surface px-4 py-3 sm:px-5">
        <p className="text-xs text-ink-3">{text.period(day(since), day(until))}</p>
        <Used status={status} />
      </div>
      <div className="flex flex-wrap gap-px bg-line [&>*]:min-w-44 [&>*]:grow [&>*]:basis-44">{figures}</div>
    </section>
  );
}
