import type { EChartsCoreOption } from 'echarts/core';
import { sumMoney, toPlotNumber } from '../../format/money.ts';
import { REST, type Series, type SeriesSet } from '../prepare/series.ts';
import type { ChartColours } from './palette.ts';
import { tooltipElement } from './tooltip.ts';

/** A remark at an instant; its text stands beneath the chart and in the tooltip of its bucket. */
export interface ChartMark {
  /** Epoch milliseconds. */
  at: number;
  /** Short, e.g. `1`: what the marker shows. */
  sign: string;
  text: string;
}

export interface ChartSpec {
  set: SeriesSet;
  marks?: readonly ChartMark[];
  /**
   * `step`: a value holds from its bucket until the next; `curve`: straight from one to the next. Both: buckets stand where
   * their instants are in time. An empty text is no value.
   */
  kind: 'bar' | 'line' | 'step' | 'curve';
  /** Keys of series that are not what happened. */
  dashed?: readonly string[];
  /** Marks each value of a line: where few stand far apart. */
  hasPoints?: boolean;
  /** False where adding the series up means nothing, as with prices. */
  hasTotal?: boolean;
  /** False where small differences far from 0 matter, as with exchange rates. */
  fromZero?: boolean;
  /** Where the axis ends, as 1 for shares; by the values when absent. */
  most?: number;
  /** Text of a bucket on the axis and in the tooltip. */
  bucketLabel: (at: number) => string;
  /** Text of an exact value. */
  valueLabel: (value: string) => string;
  /** Text of an axis tick. */
  tickLabel: (value: number) => string;
}

const MOST_TIP_LINES = 9;

/** Index of the bucket an instant lies in; undefined before the first. */
export function bucketOf(buckets: readonly number[], at: number): number | undefined {
  const index = buckets.findLastIndex((start) => start <= at);
  return index === -1 ? undefined : index;
}

/** Vertical lines at the buckets of remarks, each with its sign. */
function markLine({ set, marks = [] }: ChartSpec, colours: ChartColours, isInTime: boolean) {
  const data = marks.flatMap(({ at, sign }) => {
    const bucket = bucketOf(set.buckets, at);
    return bucket === undefined ? [] : [{ xAxis: isInTime ? at : bucket, name: sign }];
  });
  if (data.length === 0) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: colours.ink, type: 'dashed', width: 1, opacity: 0.7 },
      label: {
        formatter: '{b}',
        position: 'end',
        distance: 2,
        color: colours.surface,
        backgroundColor: colours.ink,
        borderRadius: 7,
        padding: [2, 5],
        fontSize: 10,
        lineHeight: 10,
        fontFamily: 'inherit',
      },
      data,
    },
  };
}

function tooltip(
  spec: ChartSpec,
  colourOf: (series: Series, slot: number) => string,
  index: number,
): HTMLElement {
  const { set } = spec;
  const lines = set.series
    .map((series, slot) => ({ series, slot, value: series.values[index] ?? '0' }))
    .filter(({ value }) => value !== '0' && value !== '')
    .map(({ series, slot, value }) => ({
      colour: colourOf(series, slot),
      label: series.label,
      value: spec.valueLabel(value),
    }));
  const total =
    set.series.length > 1 && spec.hasTotal !== false
      ? spec.valueLabel(sumMoney(set.series.map(({ values }) => values[index] ?? '0')))
      : undefined;
  const remarks = (spec.marks ?? [])
    .filter(({ at }) => bucketOf(set.buckets, at) === index)
    .map(({ sign, text }) => `${sign}  ${text}`);
  const title = spec.bucketLabel(set.buckets[index] ?? 0);
  return tooltipElement(title, lines.slice(0, MOST_TIP_LINES), total, remarks);
}

/** The ECharts option of a time chart. Exact values become numbers only here, where they turn into pixels. */
export function timeChartOption(spec: ChartSpec, colours: ChartColours, calm: boolean): EChartsCoreOption {
  const { set, kind } = spec;
  const isInTime = kind === 'step' || kind === 'curve';
  const colourOf = (series: Series, slot: number) =>
    series.key === REST ? colours.rest : (colours.series[slot % colours.series.length] ?? colours.rest);
  const font = { color: colours.faint, fontSize: 11, fontFamily: 'inherit' };
  return {
    animation: !calm,
    animationDuration: 250,
    animationDurationUpdate: 250,
    grid: {
      left: 4,
      right: 8,
      top: (spec.marks ?? []).length > 0 ? 22 : 12,
      bottom: 6,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      ...(isInTime
        ? { type: 'time', min: set.buckets[0], max: set.buckets.at(-1) }
        : { type: 'category', data: set.buckets.map(spec.bucketLabel) }),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: {
        ...font,
        hideOverlap: true,
        margin: 10,
        ...(isInTime ? { formatter: spec.bucketLabel } : {}),
      },
      axisPointer: { type: kind === 'bar' ? 'shadow' : 'line', shadowStyle: { opacity: 0.25 } },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      scale: spec.fromZero === false,
      ...(spec.most === undefined ? {} : { max: spec.most }),
      axisLabel: { ...font, formatter: spec.tickLabel },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      padding: 0,
      borderWidth: 0,
      backgroundColor: 'transparent',
      extraCssText: 'box-shadow:none',
      transitionDuration: calm ? 0 : 0.12,
      formatter: (params: unknown) => {
        const first: unknown = Array.isArray(params) ? params[0] : params;
        const index =
          typeof first === 'object' && first !== null && 'dataIndex' in first ? Number(first.dataIndex) : 0;
        return tooltip(spec, colourOf, index);
      },
    },
    series: set.series.map((series, slot) => ({
      id: series.key,
      name: series.label,
      type: kind === 'bar' ? 'bar' : 'line',
      data: series.values.map((value, index) => {
        const plotted = value === '' ? null : toPlotNumber(value);
        return isInTime ? [set.buckets[index] ?? 0, plotted] : plotted;
      }),
      color: colourOf(series, slot),
      ...(slot === 0 ? markLine(spec, colours, isInTime) : {}),
      emphasis: { focus: set.series.length > 1 ? 'series' : 'none' },
      ...(kind === 'bar'
        ? {
            stack: 'all',
            barMaxWidth: 36,
            barCategoryGap: '28%',
            itemStyle:
              set.series.length > 1
                ? { borderColor: colours.surface, borderWidth: 0.5 }
                : { borderRadius: [2, 2, 0, 0] },
          }
        : {
            showSymbol: spec.hasPoints === true || set.buckets.length < 3,
            symbolSize: 5,
            lineStyle: { width: 1.75, type: spec.dashed?.includes(series.key) === true ? 'dashed' : 'solid' },
            smooth: false,
            ...(kind === 'step' ? { step: 'end' } : {}),
          }),
    })),
  };
}
