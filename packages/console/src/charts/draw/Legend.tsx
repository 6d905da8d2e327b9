import { REST } from '../prepare/series.ts';
import type { ChartSpec } from './options.ts';
import { Swatch } from './Swatch.tsx';

/** Names and totals of a chart's series, where no table beside it says them. */
export function Legend({ spec }: { spec: ChartSpec }) {
  return (
    <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
      {spec.set.series.map(({ key, label, total }, slot) => (
        <li key={key} className="flex items-center gap-2">
          <Swatch slot={key === REST ? undefined : slot} />
          <span className="text-ink-2">{label}</span>
          <span className="tabular">{spec.valueLabel(total)}</span>
        </li>
      ))}
    </ul>
  );
}
