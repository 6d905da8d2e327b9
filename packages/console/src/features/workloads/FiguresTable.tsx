import type { UnitFigure, UnitReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatCount } from '../../format/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { formatIn } from '../figure/prepare.ts';
import { figureTexts } from './figure-text.ts';
import type { Behind } from './links.ts';
import { economicsText as text } from './page-text.ts';
import { UNIT_FIGURES_SHOWN } from './prepare.ts';
import { styleOf, UnitFigureValue } from './UnitFigureValue.tsx';

interface FigureRow {
  name: UnitFigure;
}
const ROWS: readonly FigureRow[] = UNIT_FIGURES_SHOWN.map((name) => ({ name }));

function columnsOf({ figures }: UnitReport, behind: Behind): Column<FigureRow>[] {
  return [
    {
      id: 'figure',
      header: text.figure,
      cell: ({ name }) => (
        <>
          <span className="block">{figureTexts[name].name}</span>
          <span className="hidden text-xs text-ink-3 sm:block">
            {figures[name]?.why ?? figureTexts[name].formula}
          </span>
        </>
      ),
    },
    {
      id: 'amount',
      header: text.amount,
      align: 'end',
      className: 'font-medium',
      cell: ({ name }) => <UnitFigureValue name={name} figures={figures} behind={behind} />,
    },
    {
      id: 'interval',
      header: text.interval,
      align: 'end',
      from: 'md',
      className: 'tabular whitespace-nowrap',
      cell: ({ name }) => {
        const { interval, unit = '1' } = figures[name] ?? {};
        if (interval === undefined) return <span className="text-ink-3">–</span>;
        const style = styleOf(name);
        return text.range(formatIn(interval.low, unit, style), formatIn(interval.high, unit, style));
      },
    },
    {
      id: 'sample',
      header: text.sample,
      align: 'end',
      from: 'sm',
      cell: ({ name }) => {
        const sample = figures[name]?.sample;
        return sample === undefined ? <span className="text-ink-3">–</span> : formatCount(sample);
      },
    },
  ];
}

/** Every figure of a unit with interval and sample. */
export function FiguresTable({ report, behind }: { report: UnitReport; behind: Behind }) {
  const columns = useMemo(() => columnsOf(report, behind), [report, behind]);
  return (
    <Panel title={text.table} note={text.tableNote} flush>
      <DataTable caption={text.table} columns={columns} rows={ROWS} rowId={({ name }) => name} />
    </Panel>
  );
}
