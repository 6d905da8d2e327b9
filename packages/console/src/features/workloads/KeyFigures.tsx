import type { UnitReport } from '@weir/core/contract';
import type { ReactNode } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { figureTexts } from './figure-text.ts';
import type { Behind } from './links.ts';
import { text } from './page-text.ts';
import { loadRatio, relativeChange } from './prepare.ts';
import { UnitFigureValue } from './UnitFigureValue.tsx';

/** `33.5% less than the period before`, green when less. */
function ChangeFoot({ change }: { change: NonNullable<UnitReport['change']> }) {
  const relative = relativeChange(change);
  if (relative === undefined) return null;
  const isLess = relative.startsWith('-');
  const share = formatShare(relative.replace('-', ''));
  return (
    <span className={isLess ? 'text-good' : 'text-bad'}>
      {text.change(isLess ? text.less(share) : text.more(share))}
    </span>
  );
}

function loadedFoot({ figures, currency }: UnitReport) {
  const api = figures.api_cost?.value ?? '0';
  const ratio = loadRatio(figures.loaded_cost?.value ?? '0', api);
  return ratio === undefined ? undefined : text.loadedFoot(formatMoney(api, currency).text, ratio);
}

/** What it costs, what one success costs and is worth, and what is left. */
export function KeyFigures({ report, behind }: { report: UnitReport; behind: Behind }) {
  const { figures, change, outcome } = report;
  const inputs = figures.success_rate?.inputs ?? {};
  const count = (value: unknown) => formatCount(Number(value ?? 0));
  const stat = (name: keyof typeof figureTexts, foot?: ReactNode) => (
    <Stat
      label={figureTexts[name].name}
      value={<UnitFigureValue name={name} figures={figures} behind={behind} />}
      foot={foot}
    />
  );
  return (
    <section aria-label={text.figures} className={STATS_CLASS}>
      {stat('loaded_cost', loadedFoot(report))}
      {stat(
        'cost_per_successful_outcome',
        change === undefined ? text.noOutcomeBefore : <ChangeFoot change={change} />,
      )}
      {stat('value_per_outcome', outcome === undefined ? undefined : text.worthFoot(outcome))}
      {stat('margin')}
      {stat('cost_per_call')}
      {stat('cost_per_user')}
      {stat('cost_per_task')}
      {stat(
        'success_rate',
        figures.success_rate === undefined || figures.success_rate.value === null
          ? text.noOutcome
          : text.successFoot(count(inputs['successes']), count(inputs['outcomes'])),
      )}
    </section>
  );
}
