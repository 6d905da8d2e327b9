import { Link, type LinkProps } from '@tanstack/react-router';
import { formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { Formula } from '../../ui/formula.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { text } from './text.ts';

interface FigureHelpProps {
  figure: string;
  meaning: string;
  formula: string;
  /** Numerator, or what is taken from the whole to get it. */
  part?: string;
  minus?: string;
  whole: string;
  share: string | null;
  currency: string;
  note?: string;
  behind: Pick<LinkProps, 'to' | 'search'> & { label: string };
}

/** Says what a percentage means, shows its formula with the figures of now, and leads to the calls behind it. */
export function FigureHelp(props: FigureHelpProps) {
  const { figure, meaning, formula, part, minus, whole, share, currency, note, behind } = props;
  const money = (amount: string) => formatMoney(amount, currency).text;
  const numerator = part === undefined ? `(${money(whole)} − ${money(minus ?? '0')})` : money(part);
  return (
    <Formula
      figure={figure}
      label={text.explain(figure)}
      meaning={meaning}
      lines={[formula, `= ${numerator} ÷ ${money(whole)}`, `= ${share === null ? '–' : formatShare(share)}`]}
      note={note === undefined ? text.rounding : `${note} ${text.rounding}`}
    >
      <Link to={behind.to} search={behind.search as never} className={`${LINK_CLASS} font-medium`}>
        {behind.label}
      </Link>
    </Formula>
  );
}
