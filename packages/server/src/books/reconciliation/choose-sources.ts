import { Decimal } from '@weir/core/money';
import type { BilledCell, SourceSide, UsedCell } from './statement-side.ts';
import { addTo, entryOf } from './sums.ts';

/** The bill of one provider, of all sources that count. */
export interface InvoiceSide {
  cost: Map<string, BilledCell>;
  usage: Map<string, UsedCell>;
  sources: string[];
  places: number;
  until: number;
  warnings: string[];
}

/** No bill is rounded coarser, though a source may leave out zeros at the end. */
const CENTS = 2;

/**
 * Which sources count, and what is odd about them. Two that tell costs of the same account and project would count them twice:
 * the one that tells further, then more, holds. Quantities come from those too, or, if they tell none, from the others.
 * Undefined when no source tells a cost.
 */
export function chooseSources(provider: string, sides: readonly SourceSide[]): InvoiceSide | undefined {
  const telling = sides
    .filter((side) => side.cost.size > 0)
    .sort((a, b) => b.until - a.until || b.costLines - a.costLines || (a.source < b.source ? -1 : 1));
  if (telling.length === 0) return undefined;
  const warnings: string[] = [];
  const chosen: SourceSide[] = [];
  for (const side of telling) {
    const rival = chosen.find((one) => [...side.parts].some((part) => one.parts.has(part)));
    if (rival === undefined) chosen.push(side);
    else {
      warnings.push(
        `${rival.source} and ${side.source} both tell costs of ${provider}: ${side.source} is left out.`,
      );
    }
  }
  const own = chosen.filter((side) => side.usage.size > 0);
  const quantities = own.length > 0 ? own : sides.filter((side) => side.usage.size > 0).slice(0, 1);
  return {
    cost: mergedCost(chosen),
    usage: mergedUsage(quantities),
    sources: chosen.map(({ source }) => source),
    places: Math.max(CENTS, ...chosen.map(({ places }) => places)),
    until: Math.max(...chosen.map(({ until }) => until)),
    warnings: [...warnings, ...chosen.flatMap((side) => oddities(provider, side))],
  };
}

/** Bills whose costs are all left out are worth a word, too. */
export function unconvertedOf(provider: string, sides: readonly SourceSide[]): string[] {
  return sides.flatMap(({ source, unconverted }) =>
    [...unconverted].map(
      ([currency, amount]) =>
        `${source} tells ${amount} ${currency} of ${provider}, but no exchange rate is known: left out.`,
    ),
  );
}

function oddities(provider: string, side: SourceSide): string[] {
  const { source, totals, daily, repeated } = side;
  const told: string[] = [];
  for (const [scope, sum] of totals) {
    const lines = daily.get(scope) ?? Decimal.ZERO;
    if (lines.compare(sum) === 0) continue;
    const of = scope === '' ? provider : `${provider} (${scope})`;
    told.push(`${source} tells a total of ${sum} of ${of}, but its lines sum to ${lines}: the lines count.`);
  }
  if (repeated > 0) {
    told.push(`${source} tells ${repeated} lines of ${provider} that say the same as another: all count.`);
  }
  return [...told, ...unconvertedOf(provider, [side])];
}

function mergedCost(sides: readonly SourceSide[]): Map<string, BilledCell> {
  const merged = new Map<string, BilledCell>();
  for (const [id, cell] of sides.flatMap((side) => [...side.cost])) {
    const into = entryOf(merged, id, () => ({
      ...cell,
      cost: Decimal.ZERO,
      lines: 0,
      projects: new Map<string, Decimal>(),
      invoices: new Set<string>(),
      ...(cell.quantity === undefined ? {} : { quantity: Decimal.ZERO }),
    }));
    into.cost = into.cost.add(cell.cost);
    into.lines += cell.lines;
    for (const [project, amount] of cell.projects) addTo(into.projects, project, amount);
    for (const invoice of cell.invoices) into.invoices.add(invoice);
    if (cell.quantity !== undefined) into.quantity = (into.quantity ?? Decimal.ZERO).add(cell.quantity);
  }
  return merged;
}

function mergedUsage(sides: readonly SourceSide[]): Map<string, UsedCell> {
  const merged = new Map<string, UsedCell>();
  for (const [id, { key, quantity, requests }] of sides.flatMap((side) => [...side.usage])) {
    const into = entryOf(merged, id, () => ({ key, quantity: Decimal.ZERO, requests: 0 }));
    into.quantity = into.quantity.add(quantity);
    into.requests += requests;
  }
  return merged;
}
