import type { Reconciliation } from '@weir/core/contract';
import { useMemo } from 'react';
import { Money } from '../../ui/money.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { GapFormula } from './GapFormulas.tsx';
import { gapPercent, totalOf } from './prepare.ts';
import { gapText as text } from './text.ts';

/** All providers that have a bill, together. */
export function GapStats({ report: { providers, currency } }: { report: Reconciliation }) {
  const total = useMemo(() => totalOf(providers), [providers]);
  const { ledger, invoice, gap, share, undecided, without } = total;
  return (
    <section aria-label={text.gap} className={STATS_CLASS}>
      <Stat
        label={text.ledger}
        value={<Money amount={ledger} currency={currency} />}
        foot={text.ledgerMeaning}
      />
      <Stat
        label={text.bill}
        value={<Money amount={invoice} currency={currency} />}
        foot={without === 0 ? null : text.withoutBill(without)}
      />
      <Stat
        label={text.gap}
        help={
          <GapFormula
            of={{ ledger, invoice, gap, ...(share === undefined ? {} : { gap_share: share }) }}
            label={text.explainTotal(text.gap)}
            currency={currency}
          />
        }
        value={<Money amount={gap} currency={currency} />}
        foot={share === undefined ? text.exactGap : gapPercent(share)}
      />
      <Stat
        label={text.undecided}
        value={<Money amount={undecided} currency={currency} />}
        foot={text.undecidedMeaning}
      />
    </section>
  );
}
