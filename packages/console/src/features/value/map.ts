import type { ViabilityMap } from '@weir/core/contract';
import { divideMoney, toPlotNumber } from '../../format/money.ts';

export type MapRow = ViabilityMap['workloads'][number];

/** A workload that has both: what a success costs and what it is worth. */
interface Plotted extends MapRow {
  cost_per_successful_outcome: string;
  value_per_outcome: string;
}

export const isPlotted = (row: MapRow): row is Plotted =>
  row.cost_per_successful_outcome !== null && row.value_per_outcome !== null;

export interface MapPoint {
  row: Plotted;
  x: number;
  y: number;
  radius: number;
  /** Where its name stands; undefined when there is no room for it. */
  label: { x: number; y: number; anchor: 'start' | 'middle' | 'end' } | undefined;
}

export interface MapTick {
  value: number;
  /** Pixels. */
  at: number;
}

export interface MapLayout {
  /** Drawing area in pixels. */
  box: { left: number; right: number; top: number; bottom: number };
  isLog: boolean;
  xTicks: MapTick[];
  yTicks: MapTick[];
  /** The largest first, so that small ones are drawn above them. */
  points: MapPoint[];
}

/** How far apart the largest and the smallest may be before an axis counts in powers of ten. */
const LINEAR_SPAN = 20;
const SMALLEST_RADIUS = 6;
const LETTER = 6.4;
const LINE = 14;
/** How far a shape reaches to the side, of its radius: shapes have the same area. */
const REACH = { scale: 1, improve: 1.26, stop: 1.36, not_enough_evidence: 1 } as const;
const MARGIN = { left: 74, right: 16, top: 14, bottom: 46 };

/**
 * Both axes have the same scale, so that where costs equal values is a straight line from corner to corner. Lengths are
 * floats here: nothing that is read as a figure comes from them.
 */
export function layoutMap(rows: readonly MapRow[], size: { width: number; height: number }): MapLayout {
  const plotted = rows.filter(isPlotted);
  const box = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 40, size.width - MARGIN.right),
    top: MARGIN.top,
    bottom: size.height - MARGIN.bottom,
  };
  const values = plotted.flatMap((row) => [
    toPlotNumber(row.cost_per_successful_outcome),
    toPlotNumber(row.value_per_outcome),
  ]);
  const isLog = spansFar(values);
  const domain = isLog ? logDomain(values) : linearDomain(values);
  const project = (value: number) => {
    const [low, high] = domain.map((one) => (isLog ? Math.log10(one) : one)) as [number, number];
    return ((isLog ? Math.log10(value) : value) - low) / (high - low);
  };
  const x = (value: number) => box.left + project(value) * (box.right - box.left);
  const y = (value: number) => box.bottom - project(value) * (box.bottom - box.top);
  const ticks = isLog ? logTicks(domain) : linearTicks(domain);
  const wide = Math.max(14, Math.min(34, (box.right - box.left) / 24));
  const most = plotted.reduce((all, row) => Math.max(all, toPlotNumber(row.loaded_cost)), 0);
  const points = [...plotted]
    .sort((a, b) => toPlotNumber(b.loaded_cost) - toPlotNumber(a.loaded_cost))
    .map((row) => ({
      row,
      x: x(toPlotNumber(row.cost_per_successful_outcome)),
      y: y(toPlotNumber(row.value_per_outcome)),
      radius: radiusOf(toPlotNumber(row.loaded_cost), most, wide),
    }));
  const thin = box.right - box.left < 420;
  return {
    box,
    isLog,
    xTicks: thinned(ticks, thin ? 5 : 9).map((value) => ({ value, at: x(value) })),
    yTicks: thinned(ticks, 9).map((value) => ({ value, at: y(value) })),
    points: withLabels(points, box),
  };
}

/** The area shows the cost. */
const radiusOf = (cost: number, most: number, widest: number) =>
  most <= 0 ? SMALLEST_RADIUS : Math.max(SMALLEST_RADIUS, Math.sqrt(Math.max(0, cost) / most) * widest);

function spansFar(values: readonly number[]): boolean {
  const low = Math.min(...values);
  return values.length > 0 && low > 0 && Math.max(...values) / low > LINEAR_SPAN;
}

/** A third of a decade of air at both ends. */
function logDomain(values: readonly number[]): [number, number] {
  return [Math.min(...values) / 2.2, Math.max(...values) * 2.2];
}

function linearDomain(values: readonly number[]): [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(...values, 0);
  const air = (high - low || 1) * 0.12;
  return [low < 0 ? low - air : 0, high + air];
}

function logTicks([low, high]: [number, number]): number[] {
  const steps = Math.log10(high / low) < 2.5 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    ticks.push(...steps.map((step) => step * 10 ** power).filter((one) => one >= low && one <= high));
  }
  return ticks;
}

function linearTicks([low, high]: [number, number]): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((one) => one * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1) ticks.push(at * step);
  return ticks;
}

const thinned = (ticks: number[], most: number) => {
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, index) => index % every === 0);
};

interface Rect {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const overlap = (a: Rect, b: Rect) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Names beside their bubbles: to the right, to the left, above or below, wherever nothing else is. */
function withLabels(points: Omit<MapPoint, 'label'>[], box: Rect): MapPoint[] {
  const taken: Rect[] = points.map(({ x, y, radius }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }));
  return points.map((point, own) => {
    const width = point.row.name.length * LETTER;
    const gap = point.radius * REACH[point.row.verdict] + 6;
    const places = [
      { x: point.x + gap, y: point.y, anchor: 'start', left: point.x + gap },
      { x: point.x - gap, y: point.y, anchor: 'end', left: point.x - gap - width },
      { x: point.x, y: point.y - gap - 4, anchor: 'middle', left: point.x - width / 2 },
      { x: point.x, y: point.y + gap + 4, anchor: 'middle', left: point.x - width / 2 },
    ] as const;
    for (const { left, x, y, anchor } of places) {
      const rect = { left, right: left + width, top: y - LINE / 2, bottom: y + LINE / 2 };
      const fits =
        rect.left > box.left && rect.right < box.right + 8 && rect.top > box.top && rect.bottom < box.bottom;
      if (!fits || taken.some((other, index) => index !== own && overlap(rect, other))) continue;
      taken.push(rect);
      return { ...point, label: { x, y, anchor } };
    }
    return { ...point, label: undefined };
  });
}

export type WhyOff = 'nothing' | 'success' | 'value';

/** Why a workload has no place on the map. */
export function whyOff({ outcomes, successes }: MapRow): WhyOff {
  if (outcomes === 0) return 'nothing';
  return successes === 0 ? 'success' : 'value';
}

/** The report as rows of a file, every decimal kept, in the names of the API. */
export function viabilityRows({ workloads, currency }: ViabilityMap): string[][] {
  const columns = [
    'workload',
    'name',
    'stage',
    'owner',
    'outcome',
    'outcomes',
    'successes',
    'api_cost',
    'loaded_cost',
    'cost_per_successful_outcome',
    'value_per_outcome',
    'value',
    'margin',
    'value_class',
    'confidence',
    'verdict',
    'because',
    'review_date',
  ] as const;
  return [
    [...columns, 'currency'],
    ...workloads.map((row) => [...columns.map((column) => String(row[column] ?? '')), currency]),
  ];
}

/** Value of a class over what its workloads cost; undefined where nothing was spent. */
export const returnOf = (value: string, cost: string): string | undefined => divideMoney(value, cost, 2);
