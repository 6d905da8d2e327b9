import type { Confidence, ValueClass } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { sumMoney } from '../../format/money.ts';
import { type MapRow, returnOf } from './map.ts';

export interface ClassSum {
  kind: ValueClass;
  workloads: readonly MapRow[];
  value: string;
  loaded: string;
  /** Value less cost. */
  margin: string;
  /** Value / cost; undefined where nothing was spent. */
  times: string | undefined;
  /** How sure the value is, best first. */
  confidences: readonly Confidence[];
}

const CLASSES: readonly ValueClass[] = ['measurable', 'strategic', 'intangible'];
const SUREST: readonly Confidence[] = ['measured', 'estimated', 'asserted'];

/** Value by class. Classes are never added up: what is measured in money and what somebody asserts are not alike. */
export function byClass(rows: readonly MapRow[]): ClassSum[] {
  return CLASSES.map((kind) => {
    const workloads = rows.filter((row) => row.value_class === kind && row.value !== null);
    const value = sumMoney(workloads.map((row) => row.value ?? '0'));
    const loaded = sumMoney(workloads.map((row) => row.loaded_cost));
    return {
      kind,
      workloads,
      value,
      loaded,
      margin: Decimal.from(value).subtract(Decimal.from(loaded)).toString(),
      times: returnOf(value, loaded),
      confidences: SUREST.filter((one) => workloads.some(({ confidence }) => confidence === one)),
    };
  });
}
