import type { AllocationExplanation, CostItem } from '@weir/core/contract';
import type { AllocatedPart, AllocationTrace } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** A part as lines to check by hand. One that came over several ways is a line of explanation for each. */
export function explain(
  item: CostItem,
  month: string,
  part: AllocatedPart,
  currency: string,
): AllocationExplanation[] {
  return part.ways.map((way) => {
    const amount = way.at(-1)?.part ?? part.amount;
    return {
      item: item.id,
      ...(item.rule === undefined ? {} : { rule: item.rule }),
      month,
      workload: part.workload,
      category: item.category,
      amount: amount.toFixed(MONEY_SCALE),
      currency,
      steps: way.map((step, i) => stepOf(step, way[i - 1])),
    };
  });
}

function stepOf(
  step: AllocationTrace,
  before: AllocationTrace | undefined,
): AllocationExplanation['steps'][number] {
  const { by, basis, of, part, whole } = step;
  return {
    text: textOf(step, before),
    ...(by === undefined ? {} : { by }),
    ...(basis === undefined ? {} : { basis: basis.toString() }),
    ...(of === undefined ? {} : { of: of.toString() }),
    part: part.toFixed(MONEY_SCALE),
    whole: whole.toFixed(MONEY_SCALE),
  };
}

function textOf(
  { kind, level, to, by, evened, basis, of, whole, part }: AllocationTrace,
  before?: AllocationTrace,
): string {
  if (kind === 'whole') return `${figure(whole)} whole for ${to === '' ? 'nobody' : to}`;
  const share = `${figure(whole)} x ${figure(basis)} / ${figure(of)}`;
  if (kind === 'pool') return `${share} of the shares go to ${to} = ${figure(part)}`;
  if (kind === 'kept') return `${share} of the shares stay = ${figure(part)}`;
  const within = before?.kind === 'split' ? ` of ${before.level} ${before.to || '(none)'}` : '';
  const name = `${level} ${to || '(none)'}`;
  if (by === 'even') return `${share} (alike)${within} for ${name} = ${figure(part)}`;
  const basisName = by === 'fixed' ? 'fixed shares' : by;
  const why = evened === true ? ` (nobody has any ${basisName}: alike)` : ` ${basisName}`;
  return `${share}${why}${within} for ${name} = ${figure(part)}`;
}

/** `12,000.50`: thousands apart, no zeros at the end. */
function figure(value: Decimal | undefined): string {
  const [whole = '0', decimals = ''] = (value ?? Decimal.ZERO).toString().split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const kept = decimals.replace(/0+$/, '');
  return kept === '' ? grouped : `${grouped}.${kept}`;
}
