import { Link } from '@tanstack/react-router';
import type { Verdict, ViabilityMap } from '@weir/core/contract';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import type { MapRow } from './map.ts';
import { text, VERDICTS } from './text.ts';
import { VerdictRules } from './VerdictRules.tsx';
import { VerdictTag } from './verdict.tsx';

interface Period {
  since: string;
  until: string;
}

function Because({ row, period }: { row: MapRow; period: Period }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="py-2 text-sm">
      <div className="flex items-start gap-3">
        <p className="min-w-0 grow">
          <Link to="/workloads/$id" params={{ id: row.workload }} className={cx(LINK_CLASS, 'font-medium')}>
            {row.name}
          </Link>{' '}
          <span className="text-ink-2">{row.because}</span>
        </p>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={text.evidenceFor(row.name)}
          className="flex shrink-0 items-center gap-1 rounded text-xs text-ink-3 hover:text-ink"
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight aria-hidden className={cx('size-3.5 transition-transform', isOpen && 'rotate-90')} />
          {text.showRules}
        </button>
      </div>
      {isOpen ? (
        <div className="mt-2 rounded-md bg-sunken px-3 py-1.5">
          <VerdictRules workload={row.workload} name={row.name} {...period} />
        </div>
      ) : null}
    </li>
  );
}

function Group({ verdict, rows, period }: { verdict: Verdict; rows: readonly MapRow[]; period: Period }) {
  return (
    <div className="grid gap-x-4 gap-y-1 border-t border-line px-4 py-2 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="flex items-center gap-3 self-start py-2 text-sm text-ink-2">
        <VerdictTag verdict={verdict} />
        {rows.length === 0 ? text.noneOfIt : text.verdictCount(rows.length)}
      </div>
      {rows.length === 0 ? null : (
        <ul className="divide-y divide-line">
          {rows.map((row) => (
            <Because key={row.workload} row={row} period={period} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Every verdict with the workloads it holds for, a sentence for each, and the rules behind it. */
export function VerdictSummary({ report }: { report: ViabilityMap }) {
  const period = { since: report.since, until: report.until };
  return (
    <Panel title={text.verdicts} note={text.verdictsNote} flush>
      {VERDICTS.map((verdict) => (
        <Group
          key={verdict}
          verdict={verdict}
          rows={report.workloads.filter((row) => row.verdict === verdict)}
          period={period}
        />
      ))}
    </Panel>
  );
}
