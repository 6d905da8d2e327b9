import { Link } from '@tanstack/react-router';
import type { UnitReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { classLabels, confidenceLabels, valueText as text } from './page-text.ts';
import { SectionLink } from './SectionNav.tsx';

type ValueRow = UnitReport['value_by'][number];
const CONFIDENCE_TONES = { measured: 'good', estimated: 'warn', asserted: 'neutral' } as const;

function valueColumns({ value_by: rows, roi_by_class: returns, currency }: UnitReport): Column<ValueRow>[] {
  const decimals = columnDecimals(rows.map(({ value }) => value));
  return [
    { id: 'class', header: text.class, cell: (row) => classLabels[row.class] },
    {
      id: 'confidence',
      header: text.confidence,
      cell: ({ confidence }) => <Tag tone={CONFIDENCE_TONES[confidence]}>{confidenceLabels[confidence]}</Tag>,
    },
    {
      id: 'outcomes',
      header: text.outcomesCount,
      align: 'end',
      from: 'sm',
      cell: ({ outcomes }) => formatCount(outcomes),
    },
    {
      id: 'value',
      header: text.value,
      align: 'end',
      cell: ({ value }) => <Money amount={value} currency={currency} decimals={decimals} />,
    },
    {
      id: 'roi',
      header: text.roiClass,
      align: 'end',
      from: 'sm',
      cell: (row) => {
        const roi = returns.find((one) => one.class === row.class)?.roi ?? null;
        return roi === null ? <span className="text-ink-3">–</span> : formatShare(roi);
      },
    },
  ];
}

/** Measured money, strategic and intangible value beside each other, never as one sum. */
export function ValueByClass({ report }: { report: UnitReport }) {
  const columns = useMemo(() => valueColumns(report), [report]);
  const isNone = report.value_by.length === 0;
  return (
    <Panel title={text.byClass} note={text.byClassNote} flush={!isNone}>
      {isNone ? (
        <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
          <p className="text-ink-2">
            {text.noValue} {text.noValueHint}
          </p>
          <SectionLink id={report.workload} section="profile" className={buttonClass('plain', 'sm')}>
            {text.toMetric}
          </SectionLink>
        </div>
      ) : (
        <DataTable
          caption={text.byClass}
          columns={columns}
          rows={report.value_by}
          rowId={(row) => `${row.class}/${row.confidence}`}
        />
      )}
    </Panel>
  );
}

type NameRow = UnitReport['outcomes'][number];

/** Every outcome that was told of it; the one that figures count is marked. */
export function OutcomeNames({ report, scope }: { report: UnitReport; scope: PageScope }) {
  const { outcome: counted, workload, outcomes } = report;
  const { since, until } = scope.query;
  const columns = useMemo(
    (): Column<NameRow>[] => [
      {
        id: 'outcome',
        header: text.outcome,
        cell: ({ outcome }) => (
          <span className="flex flex-wrap items-center gap-2">
            <Link
              to="/outcomes"
              search={{ range: 'custom', since, until, outcome, filter: [`workload=${workload}`] }}
              className={LINK_CLASS}
            >
              {outcome}
            </Link>
            {outcome === counted ? <Tag tone="accent">{text.counted}</Tag> : null}
          </span>
        ),
      },
      {
        id: 'told',
        header: text.toldCount,
        align: 'end',
        cell: (row) => formatCount(row.outcomes),
      },
      {
        id: 'successes',
        header: text.successes,
        align: 'end',
        cell: ({ successes }) => formatCount(successes),
      },
      {
        id: 'rate',
        header: text.rate,
        align: 'end',
        from: 'sm',
        cell: (row) => formatShare(shareOf(row.successes, row.outcomes) ?? '0'),
      },
    ],
    [counted, workload, since, until],
  );
  if (outcomes.length === 0) return null;
  return (
    <Panel title={text.told} flush>
      <DataTable caption={text.told} columns={columns} rows={outcomes} rowId={({ outcome }) => outcome} />
    </Panel>
  );
}
