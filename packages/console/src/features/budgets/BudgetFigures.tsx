import type { BudgetStatus } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { ReactNode } from 'react';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { Formula } from '../../ui/formula.tsx';
import { Money } from '../../ui/money.tsx';
import { Stat } from '../../ui/stat.tsx';
import { useZone } from '../scope/useZone.ts';
import { BudgetMeter } from './BudgetMeter.tsx';
import { LevelTag } from './LevelTag.tsx';
import { figureText, pageText as text } from './text.ts';

type Figure = keyof typeof figureText;

interface HelpProps {
  figure: Figure;
  label: string;
  /** The formula with the figures of now. */
  worked: readonly string[];
  /** Where the API says the figure is explained. */
  anchor?: string | undefined;
}

function Help({ figure, label, worked, anchor }: HelpProps) {
  const { meaning, formula, anchor: usual } = figureText[figure];
  return (
    <Formula
      figure={label}
      label={text.explain(label)}
      meaning={meaning}
      lines={[formula, ...worked.map((line) => `= ${line}`)]}
      note={text.source(anchor ?? usual)}
    />
  );
}

interface BudgetFiguresProps {
  status: BudgetStatus;
  /** Of the organization: what figures are in. */
  currency: string;
}

/** What is left of a budget now, each figure exact, with its formula. */
export function BudgetFigures({ status, currency }: BudgetFiguresProps) {
  const zone = useZone();
  const { limit, settled, reserved, leased, remaining, rolled_over: rolled, lifted, projected } = status;
  const base = Decimal.from(limit).subtract(Decimal.from(rolled)).subtract(Decimal.from(lifted)).toString();
  const exact = (amount: string) => formatMoney(amount, currency, allDecimals(amount)).text;
  const isSome = (amount: string) => /[1-9]/.test(amount);
  const figure = (
    name: Figure,
    label: string,
    amount: string,
    foot: ReactNode,
    worked: readonly string[],
    anchor?: string,
  ) => (
    <Stat
      label={label}
      value={<Money amount={amount} currency={currency} full className="text-lg sm:text-xl" />}
      foot={foot}
      help={<Help figure={name} label={label} worked={worked} anchor={anchor} />}
    />
  );
  const extras = [
    ...(isSome(rolled) ? [text.rolledOver(exact(rolled))] : []),
    ...(isSome(lifted) ? [text.lifted(exact(lifted))] : []),
  ];
  return (
    <section aria-label={text.figures} className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-col gap-2 border-b border-line bg-surface px-4 py-3 sm:px-5">
        <div className="flex items-center gap-2 text-sm">
          <LevelTag level={status.level} />
          <span className="tabular">{text.used(status.used_percent)}</span>
          <Help
            figure="used"
            label={text.used(status.used_percent)}
            worked={[`(${exact(settled)} + ${exact(reserved)}) ÷ ${exact(limit)}`, `${status.used_percent}%`]}
            anchor={status.formulas['used_percent']}
          />
        </div>
        <BudgetMeter status={status} />
      </div>
      <div className="grid grid-cols-2 gap-px bg-line md:grid-cols-3">
        {figure('limit', text.limit, limit, extras.length === 0 ? text.asAmount : extras.join(', '), [
          `${exact(base)} + ${exact(rolled)} + ${exact(lifted)}`,
          exact(limit),
        ])}
        {figure(
          'settled',
          text.settled,
          settled,
          isSome(status.overshoot) ? (
            <span className="text-bad">{text.overshoot(exact(status.overshoot))}</span>
          ) : (
            text.settledFoot
          ),
          [exact(settled)],
        )}
        {figure('reserved', text.reserved, reserved, text.reservedFoot, [exact(reserved)])}
        {figure('leased', text.leased, leased, text.leasedFoot, [exact(leased)])}
        {figure('remaining', text.remaining, remaining, null, [
          `${exact(limit)} − ${exact(settled)} − ${exact(reserved)} − ${exact(leased)}`,
          exact(remaining),
        ])}
        {projected === undefined || status.ends_at === undefined ? (
          <div className="bg-surface" />
        ) : (
          figure(
            'projected',
            text.projected,
            projected,
            text.projectedFoot(formatMoment(status.ends_at, zone)),
            [exact(projected)],
            status.formulas['projected'],
          )
        )}
      </div>
    </section>
  );
}
