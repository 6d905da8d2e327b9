import type { CallFact } from '@weir/core/contract';
import { formatDuration } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { Panel } from '../../ui/panel.tsx';
import { type PhaseName, timingPhases } from './prepare.ts';
import { callText } from './text.ts';

const FILLS: Record<PhaseName, string> = { queue: 'fill-c-rest', wait: 'fill-c3', answer: 'fill-c1' };
const DOTS: Record<PhaseName, string> = { queue: 'bg-c-rest', wait: 'bg-c3', answer: 'bg-c1' };

/** Where the time of a call went. */
export function Timing({ call }: { call: CallFact }) {
  const phases = timingPhases(call);
  const words = phases.map(({ name, ms }) => `${callText.phases[name]} ${formatDuration(ms)}`).join(', ');
  let from = 0;
  const bars = phases.map(({ name, share }) => {
    const bar = { name, x: from, width: share * 1000 };
    from += bar.width;
    return bar;
  });
  return (
    <Panel title={callText.timing} note={formatDuration(call.duration_ms)}>
      <svg
        viewBox="0 0 1000 10"
        preserveAspectRatio="none"
        className="block h-2.5 w-full overflow-hidden rounded"
        role="img"
        aria-label={callText.timingLabel(words)}
      >
        {bars.map(({ name, x, width }) => (
          <rect key={name} x={x} width={Math.max(width, 2)} height="10" className={FILLS[name]} />
        ))}
      </svg>
      <ul className="mt-3 flex flex-wrap gap-x-8 gap-y-2 text-sm">
        {phases.map(({ name, ms }) => (
          <li key={name} className="flex items-center gap-2" title={callText.phaseHints[name]}>
            <span aria-hidden className={cx('size-2.5 rounded-[3px]', DOTS[name])} />
            <span className="text-ink-2">{callText.phases[name]}</span>
            <span className="tabular font-medium">{formatDuration(ms)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
