import type { ProviderReconciliation } from '@weir/core/contract';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { Formula } from '../../ui/formula.tsx';
import { gapPercent } from './prepare.ts';
import { gapText as text } from './text.ts';

interface GapFormulaProps {
  of: Pick<ProviderReconciliation, 'ledger' | 'invoice' | 'gap' | 'gap_share'>;
  label: string;
  currency: string;
}

export function GapFormula({ of, label, currency }: GapFormulaProps) {
  const exact = (amount: string) => formatMoney(amount, currency, allDecimals(amount)).text;
  const { ledger, invoice = '0', gap = '0', gap_share: share } = of;
  return (
    <Formula
      figure={text.gapShare}
      label={label}
      meaning={text.gapMeaning}
      lines={[
        text.gapFormula,
        `= ${exact(ledger)} − ${exact(invoice)}`,
        `= ${exact(gap)}`,
        ...(share === undefined
          ? []
          : [text.shareFormula, `= ${exact(gap)} ÷ ${exact(invoice)}`, `= ${gapPercent(share)}`]),
      ]}
      note={text.source('reconciliation_gap')}
    />
  );
}

export function ExplainedFormula({ of, label }: { of: ProviderReconciliation; label: string }) {
  const share = of.explained_share ?? '0';
  return (
    <Formula
      figure={text.explained}
      label={label}
      meaning={text.explainedMeaning}
      lines={[text.explainedFormula, `= ${formatShare(share)}`]}
      note={`${text.explainedNote} ${text.source('explained_share')}`}
    />
  );
}
