import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { OutcomeCostQuery, OutcomeCosts } from '../../outcome-port.ts';
import type { SqlEngine } from '../engine.ts';
import { Parameters } from './dimensions.ts';
import { countingOutcomes, joinedToNamed } from './outcome-latest.ts';

interface CostRow {
  sample: number;
  missing: number;
  spent: string;
  levels: string[];
}

const PICO = `toInt64(n.spent * 1000000000000)`;

export async function outcomeCosts(engine: SqlEngine, query: OutcomeCostQuery): Promise<OutcomeCosts> {
  const parameters = new Parameters();
  const counting = countingOutcomes(query, parameters);
  const [row] = await engine.select<CostRow>(
    `SELECT toInt64(countIf(n.there = 1)) AS sample, toInt64(countIf(n.there = 0)) AS missing,
  toString(sumIf(n.spent, n.there = 1)) AS spent,
  arrayMap(level -> toString(level), quantilesExactLowIf(0.5, 0.95, 0.99)(${PICO}, n.there = 1)) AS levels
FROM ${joinedToNamed(query, counting, parameters)} WHERE o.success`,
    parameters.values,
  );
  if (row === undefined || row.sample === 0) return { sample: 0, unknown: row?.missing ?? 0 };
  const [p50 = '0', p95 = '0', p99 = '0'] = row.levels.map(ofPico);
  const mean = Decimal.from(row.spent).divide(BigInt(row.sample), MONEY_SCALE).toString();
  return { sample: row.sample, unknown: row.missing, p50, p95, p99, mean };
}

function ofPico(text: string): string {
  return Decimal.fromPico(BigInt(text)).toString();
}
