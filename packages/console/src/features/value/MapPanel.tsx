import { Link } from '@tanstack/react-router';
import type { ViabilityMap } from '@weir/core/contract';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import { isPlotted, whyOff } from './map.ts';
import { text, VERDICTS, verdictText } from './text.ts';
import { VerdictMark } from './VerdictMark.tsx';
import { ViabilityChart } from './ViabilityChart.tsx';

function Legend() {
  return (
    <ul aria-label={text.legend} className="mt-2 flex flex-wrap gap-x-5 gap-y-1.5 text-sm text-ink-2">
      {VERDICTS.map((verdict) => (
        <li key={verdict} className="flex items-center gap-2">
          <svg width="18" height="18" aria-hidden="true">
            <VerdictMark verdict={verdict} x={9} y={9} radius={6} />
          </svg>
          {verdictText[verdict]}
        </li>
      ))}
    </ul>
  );
}

/** Workloads that have no place on the map, with why. */
function OffMap({ rows }: { rows: ViabilityMap['workloads'] }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={text.off} className="mt-4 border-t border-line pt-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.off}</h3>
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.workload} className="flex flex-wrap gap-x-2">
            <Link to="/workloads/$id" params={{ id: row.workload }} className={LINK_CLASS}>
              {row.name}
            </Link>
            <span className="text-ink-2">{text.offWhy[whyOff(row)]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The viability map with its legend, and beside it who cannot be on it. */
export function MapPanel({ report: { workloads, currency } }: { report: ViabilityMap }) {
  const off = workloads.filter((row) => !isPlotted(row));
  return (
    <Panel title={text.viability} note={text.viabilityNote}>
      {off.length === workloads.length ? (
        <div className="py-8 text-center text-sm">
          <p className="font-medium">{text.allOff}</p>
          <p className="mt-1 text-ink-2">{text.allOffHint}</p>
        </div>
      ) : (
        <>
          <ViabilityChart rows={workloads} currency={currency} />
          <Legend />
        </>
      )}
      <OffMap rows={off} />
    </Panel>
  );
}
