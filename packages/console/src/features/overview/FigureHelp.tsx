import { Link, type LinkProps } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import { formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { text } from './text.ts';

interface FigureHelpProps {
  figure: string;
  meaning: string;
  formula: string;
  /** Anchor in docs/formulas.md, where the server names one. */
  formulaId?: string | undefined;
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
  const { figure, meaning, formula, formulaId, part, minus, whole, share, currency, note, behind } = props;
  const money = (amount: string) => formatMoney(amount, currency).text;
  const numerator = part === undefined ? `(${money(whole)} − ${money(minus ?? '0')})` : money(part);
  return (
    <Popover
      title={figure}
      className="w-80"
      trigger={
        <IconButton label={text.explain(figure)} size="iconSmall">
          <Info aria-hidden className="text-ink-3" />
        </IconButton>
      }
    >
      <p className="text-ink-2">{meaning}</p>
      <div className="tabular my-3 rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-relaxed">
        {formula}
        <br />= {numerator} ÷ {money(whole)}
        <br />= {share === null ? '–' : formatShare(share)}
      </div>
      {note === undefined ? null : <p className="mb-2 text-xs text-ink-3">{note}</p>}
      {formulaId === undefined ? null : (
        <p className="mb-3 font-mono text-xs text-ink-3">{text.formulaAt(formulaId)}</p>
      )}
      <Link
        to={behind.to}
        search={behind.search as never}
        className="font-medium text-accent-strong underline-offset-4 hover:underline"
      >
        {behind.label}
      </Link>
    </Popover>
  );
}
