import type { PriceCoverage } from '@weir/core/contract';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { Formula } from '../../ui/formula.tsx';
import { Money } from '../../ui/money.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { KindBar, KindSwatch } from './KindBar.tsx';
import { kindsOf, pricedShare } from './prepare.ts';
import { text as common, kindHints, kindLabels, coverageText as text } from './text.ts';

function PricedHelp({ report }: { report: PriceCoverage }) {
  const exact = (amount: string) => formatMoney(amount, report.currency, allDecimals(amount)).text;
  const share = pricedShare(report);
  return (
    <Formula
      figure={text.priced}
      label={common.explain(text.priced)}
      meaning={text.pricedMeaning}
      lines={[
        text.pricedFormula,
        `= (${exact(report.cost)} − ${exact(report.by_kind['fallback']?.cost ?? '0')}) ÷ ${exact(report.cost)}`,
        ...(share === undefined ? [] : [`= ${share}`]),
      ]}
      note={common.source('priced_share')}
    />
  );
}

/** Headline figures of coverage, and its parts as a bar with their names. */
export function CoverageStats({ report }: { report: PriceCoverage }) {
  const { currency, cost, models, without_price: missing } = report;
  const share = pricedShare(report);
  const kinds = kindsOf(report);
  const charges = kinds.reduce((sum, one) => sum + one.charges, 0);
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={text.figures} className={STATS_CLASS}>
        <Stat
          label={text.priced}
          value={share === undefined ? '–' : formatShare(share)}
          help={<PricedHelp report={report} />}
          foot={text.charges(formatCount(charges))}
        />
        <Stat label={text.cost} value={<Money amount={cost} currency={currency} />} />
        <Stat label={text.models} value={formatCount(models.length)} />
        <Stat
          label={text.missing}
          value={formatCount(missing.length)}
          foot={missing.length === 0 ? text.noneMissing : text.missingFoot}
        />
      </section>
      <section
        aria-label={text.byKind}
        className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3 sm:px-5"
      >
        <KindBar parts={kinds} />
        <ul className="flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
          {kinds.map(({ kind, cost: part, share: own }) => (
            <li key={kind} className="flex items-center gap-2" title={kindHints[kind]}>
              <KindSwatch kind={kind} />
              <span className="text-ink-2">{kindLabels[kind]}</span>
              <Money amount={part} currency={currency} />
              <span className="tabular text-xs text-ink-3">{own === undefined ? '–' : formatShare(own)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
