import type { SourcePreview } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { checkLine } from './check-line.ts';
import { type Delivery, RowProblem } from './port.ts';

/** The first rows as they would be taken; nothing is kept. */
export async function previewOf(
  deliveries: AsyncIterable<Delivery>,
  limit: number,
  isUnit: (unit: string) => boolean,
  now: number,
): Promise<SourcePreview> {
  const preview: SourcePreview = { lines: [], problems: [], warnings: [], read: 0, complete: true, cost: {} };
  let place = '';
  for await (const delivery of deliveries) {
    if ('place' in delivery) place = delivery.place;
    if ('warning' in delivery) preview.warnings.push(delivery.warning);
    if (!('line' in delivery || 'bad' in delivery)) continue;
    if (preview.read === limit) {
      preview.complete = false;
      break;
    }
    preview.read++;
    if ('bad' in delivery) {
      preview.problems.push(delivery.bad);
      continue;
    }
    try {
      checkLine(delivery.line, isUnit, now);
      preview.lines.push(delivery.line);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      preview.problems.push({ place, reason: error.message, row: { statement_line: delivery.line } });
    }
  }
  for (const { cost, currency } of preview.lines) {
    if (cost === undefined) continue;
    preview.cost[currency] = Decimal.from(preview.cost[currency] ?? '0')
      .add(Decimal.from(cost))
      .toString();
  }
  return preview;
}
