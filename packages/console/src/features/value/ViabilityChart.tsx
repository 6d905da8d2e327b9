import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { formatMoney, formatMoneyShort } from '../../format/money.ts';
import { cx } from '../../ui/cx.ts';
import { layoutMap, type MapLayout, type MapPoint, type MapRow } from './map.ts';
import { text, verdictText } from './text.ts';
import { useWidth } from './useWidth.ts';
import { VerdictMark } from './VerdictMark.tsx';

const TALL = 420;
const SHORT = 340;
const NARROW = 560;

const tickText = (value: number, currency: string) =>
  value >= 1
    ? formatMoneyShort(String(value), currency)
    : formatMoney(value.toFixed(6), currency, value < 0.01 ? 4 : 2).text;

function Axes({ layout, currency, height }: { layout: MapLayout; currency: string; height: number }) {
  const { box, xTicks, yTicks } = layout;
  return (
    <g aria-hidden className="fill-ink-3 text-[11px]">
      {yTicks.map(({ value, at }) => (
        <g key={value}>
          <line x1={box.left} x2={box.right} y1={at} y2={at} className="stroke-line" />
          <text x={box.left - 8} y={at} dy="0.32em" textAnchor="end">
            {tickText(value, currency)}
          </text>
        </g>
      ))}
      {xTicks.map(({ value, at }) => (
        <g key={value}>
          <line x1={at} x2={at} y1={box.top} y2={box.bottom} className="stroke-line" />
          <text x={at} y={box.bottom + 16} textAnchor="middle">
            {tickText(value, currency)}
          </text>
        </g>
      ))}
      <text x={(box.left + box.right) / 2} y={height - 6} textAnchor="middle" className="fill-ink-2">
        {text.xAxis}
      </text>
      <text
        transform={`translate(14 ${(box.top + box.bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
        className="fill-ink-2"
      >
        {text.yAxis}
      </text>
    </g>
  );
}

/** Above the line an outcome is worth more than it costs. Both axes have one scale: the line is their diagonal. */
function BreakEven({ box }: Pick<MapLayout, 'box'>) {
  const { left, right, top, bottom } = box;
  const turn = (Math.atan2(top - bottom, right - left) * 180) / Math.PI;
  const [x, y] = [left + (right - left) * 0.12, bottom + (top - bottom) * 0.12];
  return (
    <g aria-hidden className="text-[11px]">
      <path d={`M${left} ${bottom}H${right}V${top}Z`} className="fill-bad/5" />
      <path d={`M${left} ${bottom}L${right} ${top}`} className="stroke-ink-3 [stroke-dasharray:5_4]" />
      <text x={x} y={y - 6} transform={`rotate(${turn} ${x} ${y})`} className="fill-ink-3">
        {text.breakEven}
      </text>
      <text x={left + 10} y={top + 16} className="fill-good">
        {text.worthIt}
      </text>
      <text x={right - 10} y={bottom - 10} textAnchor="end" className="fill-bad">
        {text.notWorthIt}
      </text>
    </g>
  );
}

function Tip({ point, width, currency }: { point: MapPoint; width: number; currency: string }) {
  const { row, x, y, radius } = point;
  const isRight = x > width / 2;
  const lines = [
    [text.costPer, row.cost_per_successful_outcome],
    [text.valuePer, row.value_per_outcome],
    [text.margin, row.margin],
    [text.loadedCost, row.loaded_cost],
  ] as const;
  return (
    <div
      className="pointer-events-none absolute z-10 w-64 rounded-md border border-line bg-surface px-3 py-2 text-xs shadow-lift"
      style={{
        top: Math.max(0, y - 40),
        ...(isRight ? { right: width - x + radius + 8 } : { left: x + radius + 8 }),
      }}
    >
      <p className="flex justify-between gap-3 font-medium">
        <span className="truncate">{row.name}</span>
        <span className="shrink-0">{verdictText[row.verdict]}</span>
      </p>
      <dl className="my-1.5">
        {lines.map(([name, amount]) => (
          <div key={name} className="flex justify-between gap-3 leading-5">
            <dt className="text-ink-2">{name}</dt>
            <dd className="tabular">{amount === null ? text.none : formatMoney(amount, currency).text}</dd>
          </div>
        ))}
      </dl>
      <p className="border-t border-line pt-1.5 text-ink-2">{row.because}</p>
    </div>
  );
}

interface ViabilityChartProps {
  rows: readonly MapRow[];
  currency: string;
}

/** Every bubble is a link: by pointer and by keyboard, with what it says on hover and focus. */
export function ViabilityChart({ rows, currency }: ViabilityChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<string>();
  const height = width < NARROW ? SHORT : TALL;
  const layout = useMemo(() => layoutMap(rows, { width, height }), [rows, width, height]);
  const shown = layout.points.find(({ row }) => row.workload === active);
  const money = (amount: string) => formatMoney(amount, currency).text;
  return (
    <div ref={box} className="relative h-[340px] w-full min-[620px]:h-[420px]">
      {width === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset
        <svg
          viewBox={`0 0 ${width} ${height}`}
          className="block size-full"
          role="group"
          aria-label={text.mapLabel(layout.points.length)}
        >
          <BreakEven box={layout.box} />
          <Axes layout={layout} currency={currency} height={height} />
          {layout.points.map(({ row, x, y, radius, label }) => (
            <Link
              key={row.workload}
              to="/workloads/$id"
              params={{ id: row.workload }}
              aria-label={text.pointLabel(
                row.name,
                verdictText[row.verdict],
                money(row.cost_per_successful_outcome),
                money(row.value_per_outcome),
                money(row.loaded_cost),
              )}
              className="group outline-none"
              onMouseEnter={() => setActive(row.workload)}
              onMouseLeave={() => setActive(undefined)}
              onFocus={() => setActive(row.workload)}
              onBlur={() => setActive(undefined)}
            >
              <VerdictMark
                verdict={row.verdict}
                x={x}
                y={y}
                radius={radius}
                isStrong={row.workload === active}
              />
              {label === undefined ? null : (
                <text
                  x={label.x}
                  y={label.y}
                  dy="0.32em"
                  textAnchor={label.anchor}
                  className={cx(
                    'fill-ink text-xs [paint-order:stroke] [stroke-linejoin:round] [stroke-width:3px] stroke-surface',
                    row.workload === active && 'underline',
                  )}
                >
                  {row.name}
                </text>
              )}
            </Link>
          ))}
        </svg>
      )}
      {shown === undefined ? null : <Tip point={shown} width={width} currency={currency} />}
    </div>
  );
}
