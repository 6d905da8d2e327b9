import type { CostMeasures } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { divideMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';

interface ComparisonTexts {
  more: (share: string, than: string) => string;
  times: (factor: string, than: string) => string;
  less: (share: string, than: string) => string;
  same: (than: string) => string;
  first: (than: string) => string;
}

/** A growth beyond this is easier to read as a multiple than as a percentage. */
const MULTIPLE = Decimal.from('3');

/** "12% more than yesterday by this time". `than` names the period, `none` completes "nothing ...". */
export function compareSpend(
  now: CostMeasures,
  before: CostMeasures,
  names: { than: string; none: string },
  texts: ComparisonTexts,
): string {
  const change = Decimal.from(now.cost).subtract(Decimal.from(before.cost));
  const share = divideMoney(change.toString(), before.cost, 4);
  if (share === undefined) return texts.first(names.none);
  if (change.isZero) return texts.same(names.than);
  if (Decimal.from(share).compare(MULTIPLE) > 0) {
    return texts.times(divideMoney(now.cost, before.cost, 0) ?? '', names.than);
  }
  const size = formatShare(share.replace('-', ''));
  return change.isNegative ? texts.less(size, names.than) : texts.more(size, names.than);
}

/** Stage of attribution maturity: crawl below 50%, walk below 90%, run from there. */
export function coverageStage(coverage: string): 'crawl' | 'walk' | 'run' {
  const share = Decimal.from(coverage);
  if (share.compare(Decimal.from('0.9')) >= 0) return 'run';
  return share.compare(Decimal.from('0.5')) >= 0 ? 'walk' : 'crawl';
}
