/** Where bars lie on the time axis of a waterfall. Drawing only: positions are parts of `WIDTH`, not figures. */

export const WIDTH = 1000;
/** A bar is never thinner, however short its call. */
const THINNEST = 4;
/** Idle spans longer than this and than twice everything else are cut out, or the calls beside them vanish. */
const SHORTEST_CUT_MS = 10_000;
const CUT_FACTOR = 2;
const CUT_WIDTH = 24;
const MOST_CUT_WIDTH = 300;
const WANTED_TICKS = 6;
const TICK_ROOM = 90;
/** The last label needs room to its right. */
const LAST_TICK = WIDTH - 60;

export interface Span {
  offset_ms: number;
  duration_ms: number;
}
export interface Bar {
  x: number;
  width: number;
}
export interface Waterfall {
  /** In the order of the spans. */
  bars: Bar[];
  ticks: { x: number; ms: number }[];
  /** Idle time that was cut out, and how long it was. */
  cuts: (Bar & { ms: number })[];
}

interface Stretch {
  from: number;
  to: number;
}

/** Stretches of time in which at least one call was under way. */
function busyStretches(spans: readonly Span[]): Stretch[] {
  const sorted = spans
    .map(({ offset_ms, duration_ms }) => ({ from: offset_ms, to: offset_ms + duration_ms }))
    .sort((a, b) => a.from - b.from);
  const merged: Stretch[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else merged.push({ ...one });
  }
  return merged;
}

const lengthOf = (stretches: readonly Stretch[]) =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0);

/** Stretches that are drawn: short idle times belong to them, long ones lie between. */
function shownStretches(spans: readonly Span[]): Stretch[] {
  const busy = busyStretches(spans);
  const longest = Math.max(SHORTEST_CUT_MS, CUT_FACTOR * lengthOf(busy));
  const shown: Stretch[] = [];
  for (const one of busy) {
    const last = shown.at(-1);
    if (last !== undefined && one.from - last.to <= longest) last.to = one.to;
    else shown.push({ ...one });
  }
  const [first] = shown;
  if (first !== undefined && first.from <= longest) first.from = Math.min(first.from, 0);
  return shown;
}

/** 1, 2 or 5 times a power of ten, or whole minutes and hours. */
function niceStep(ms: number): number {
  const long = [60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400].map((seconds) => seconds * 1_000);
  if (ms > 20_000) return long.find((step) => step >= ms) ?? Math.ceil(ms / 86_400_000) * 86_400_000;
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 1)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= ms) ?? 10 * power;
}

/** Lays calls out from left to right by when they began and how long they took. */
export function layoutWaterfall(spans: readonly Span[]): Waterfall {
  const stretches = shownStretches(spans);
  const cutCount = Math.max(0, stretches.length - 1);
  const cutWidth = cutCount === 0 ? 0 : Math.min(CUT_WIDTH, MOST_CUT_WIDTH / cutCount);
  const shownMs = Math.max(lengthOf(stretches), 1);
  const scale = (WIDTH - cutCount * cutWidth) / shownMs;
  let x = 0;
  const placed = stretches.map(({ from, to }) => {
    const at = { from, to, x };
    x += (to - from) * scale + cutWidth;
    return at;
  });
  const place = (ms: number) => {
    const stretch = placed.findLast(({ from }) => from <= ms) ?? placed[0];
    return stretch === undefined ? 0 : stretch.x + Math.max(0, ms - stretch.from) * scale;
  };
  return {
    bars: spans.map(({ offset_ms, duration_ms }) => {
      const width = Math.min(WIDTH, Math.max(duration_ms * scale, THINNEST));
      return { x: Math.max(0, Math.min(place(offset_ms), WIDTH - width)), width };
    }),
    ticks: ticksOf(placed, niceStep(shownMs / WANTED_TICKS), place),
    cuts: placed.slice(1).map((stretch, i) => ({
      x: stretch.x - cutWidth,
      width: cutWidth,
      ms: stretch.from - (placed[i]?.to ?? 0),
    })),
  };
}

function ticksOf(stretches: readonly Stretch[], step: number, place: (ms: number) => number) {
  const ticks: Waterfall['ticks'] = [];
  const add = (ms: number) => {
    const x = place(ms);
    const last = ticks.at(-1);
    if (x <= LAST_TICK && (last === undefined || x - last.x >= TICK_ROOM)) ticks.push({ x, ms });
  };
  for (const { from, to } of stretches) {
    add(from);
    for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) add(ms);
  }
  return ticks;
}
