import { Link } from '@tanstack/react-router';
import type { CallStatus } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatDuration } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { Money } from '../../ui/money.tsx';
import { Tag } from '../../ui/tag.tsx';
import { FlagTags, StatusTag } from '../calls/CallTags.tsx';
import type { Step } from './prepare.ts';
import { taskText as text } from './text.ts';
import { type Waterfall as Layout, layoutWaterfall, WIDTH } from './waterfall.ts';

const FILLS: Record<CallStatus, string> = {
  ok: 'fill-c1',
  client_aborted: 'fill-c3',
  upstream_error: 'fill-bad',
  refused: 'fill-c-rest',
  lost: 'fill-bad',
};
/** One grid for axis and rows, so that bars stand under their times. */
const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-4 sm:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_8.5rem] sm:items-center';

/** Names of tools, each with how often it was asked for. */
function toolWords(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} × ${count}`)).join(', ');
}

function Axis({ ticks, cuts }: Layout) {
  return (
    <div aria-hidden className={cx(GRID, 'hidden border-b border-line pt-1 pb-1.5 sm:grid')}>
      <span />
      <svg aria-hidden="true" className="block h-4 w-full overflow-visible text-ink-3">
        {ticks.map(({ x, ms }) => (
          <text key={ms} x={`${(x / WIDTH) * 100}%`} y="12" className="tabular fill-current text-[11px]">
            {ms === 0 ? '0' : formatDuration(ms)}
          </text>
        ))}
      </svg>
      <span className="text-right text-xs text-ink-3">
        {cuts.length === 0 ? '' : text.idle(formatDuration(cuts.reduce((sum, { ms }) => sum + ms, 0)))}
      </span>
    </div>
  );
}

function Bars({ index, layout, status }: { index: number; layout: Layout; status: CallStatus }) {
  const bar = layout.bars[index];
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 20`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="block h-5 w-full overflow-visible"
    >
      {layout.ticks.map(({ x }) => (
        <line
          key={x}
          x1={x}
          x2={x}
          y1="-12"
          y2="32"
          className="stroke-line"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {layout.cuts.map(({ x, width }) => (
        <rect key={x} x={x} y="-12" width={width} height="44" className="fill-sunken" />
      ))}
      {bar === undefined ? null : (
        <rect x={bar.x} y="4" width={bar.width} height="12" className={FILLS[status]} />
      )}
    </svg>
  );
}

function Row({ step, layout }: { step: Step; layout: Layout }) {
  const { call, number, total, isFirstFailure } = step;
  return (
    <li
      id={`step-${number}`}
      className={cx(
        GRID,
        'py-2 text-sm hover:bg-sunken',
        isFirstFailure && 'border-l-3 border-l-bad pl-[13px]',
      )}
    >
      <span className="min-w-0">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="tabular w-6 shrink-0 text-right text-xs text-ink-3">{number}</span>
          <Link
            to="/calls/$id"
            params={{ id: call.call_id }}
            title={`${call.provider} · ${call.model}`}
            className="truncate font-medium text-accent-strong underline-offset-4 hover:underline"
          >
            {call.model}
          </Link>
        </span>
        <span className="ml-8 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
          <StatusTag status={call.status} />
          {isFirstFailure ? <Tag tone="bad">{text.firstFailure}</Tag> : null}
          {call.retries > 0 ? <Tag tone="warn">{text.tried(call.retries)}</Tag> : null}
          <FlagTags call={call} />
          {call.tool_names.length === 0 ? null : (
            <span className="min-w-0 truncate" title={text.callTools}>
              {toolWords(call.tool_names)}
            </span>
          )}
        </span>
      </span>
      <span className="order-last col-span-2 mt-2 sm:order-none sm:col-span-1 sm:mt-0">
        <Bars index={number - 1} layout={layout} status={call.status} />
      </span>
      <span className="tabular text-right">
        <span className="block">{formatDuration(call.duration_ms)}</span>
        <span className="block text-xs text-ink-3" title={text.total}>
          Σ <Money amount={total} currency={call.currency} />
        </span>
      </span>
    </li>
  );
}

/** One bar per call on a common axis of time. `shown` of the steps are drawn; the axis is that of all. */
export function Waterfall({ steps, shown }: { steps: readonly Step[]; shown: number }) {
  const layout = useMemo(() => layoutWaterfall(steps.map(({ call }) => call)), [steps]);
  return (
    <>
      <Axis {...layout} />
      <ol aria-label={text.calls} className="divide-y divide-line overflow-hidden">
        {steps.slice(0, shown).map((step) => (
          <Row key={step.call.call_id} step={step} layout={layout} />
        ))}
      </ol>
    </>
  );
}
