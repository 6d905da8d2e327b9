import type { UseMutationResult } from '@tanstack/react-query';
import type { RerateReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RerateQuestion } from '../../api/price-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatCount } from '../../format/number.ts';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { text as common, rerateText as text } from './text.ts';

const BYS = ['model', 'price', 'workload', 'month'] as const;
type By = (typeof BYS)[number];

interface Row {
  key: string;
  name: string;
  detail: string | undefined;
  charges: number;
  before: string;
  after: string;
  difference: string;
}

/** Rows of one grouping; each grouping sums to the same difference. */
function rowsBy(report: RerateReport, by: By): Row[] {
  const row = (
    name: string,
    detail: string | undefined,
    { charges, before, after, difference }: Figures,
  ): Row => ({
    key: `${name} ${detail ?? ''}`,
    name,
    detail,
    charges,
    before,
    after,
    difference,
  });
  if (by === 'model') return report.by_model.map((one) => row(one.model, one.provider, one));
  if (by === 'price') return report.by_price.map((one) => row(one.from_ref, `→ ${one.to_ref}`, one));
  if (by === 'workload')
    return report.by_workload.map((one) => row(one.workload || text.noWorkload, undefined, one));
  return report.months.map((one) =>
    row(
      one.month,
      `${formatCount(one.entries)} ${text.entries.toLowerCase()}, ${text.grain[one.grain]}`,
      one,
    ),
  );
}
type Figures = Pick<RerateReport, 'charges' | 'before' | 'after' | 'difference'>;

const compare = (a: string, b: string) => Decimal.from(a).compare(Decimal.from(b));

function columnsOf(by: By, report: RerateReport): Column<Row>[] {
  const { currency } = report;
  const amount = (name: 'before' | 'after' | 'difference', header: string): Column<Row> => ({
    id: name,
    header,
    align: 'end',
    ...(name === 'difference' ? { className: 'font-medium' } : { from: 'sm' as const }),
    cell: (row) => <Money amount={row[name]} currency={currency} />,
    compare: (a, b) => compare(a[name], b[name]),
    footer: <Money amount={report[name]} currency={currency} />,
  });
  return [
    {
      id: 'name',
      header: text.byColumn[by],
      cell: ({ name, detail }) => (
        <span className={by === 'price' ? 'block font-mono text-xs break-all' : 'font-medium break-all'}>
          {name}
          {detail === undefined ? null : (
            <span className="block text-xs font-normal text-ink-3">{detail}</span>
          )}
        </span>
      ),
      compare: (a, b) => a.name.localeCompare(b.name),
      footer: '=',
    },
    {
      id: 'charges',
      header: text.charges,
      align: 'end',
      from: 'md',
      cell: ({ charges }) => formatCount(charges),
      compare: (a, b) => a.charges - b.charges,
      footer: formatCount(report.charges),
    },
    amount('before', text.before),
    amount('after', text.after),
    amount('difference', text.difference),
  ];
}

const reportCsv = (report: RerateReport): string =>
  toCsv([
    ['by', 'name', 'detail', 'charges', 'before', 'after', 'difference', 'currency'],
    ...BYS.flatMap((by) =>
      rowsBy(report, by).map(({ name, detail = '', charges, before, after, difference }) => [
        by,
        name,
        detail,
        String(charges),
        before,
        after,
        difference,
        report.currency,
      ]),
    ),
  ]);

type Proposing = UseMutationResult<RerateReport, Error, RerateQuestion>;

function Propose({ proposing, onPropose }: { proposing: Proposing; onPropose: () => void }) {
  if (proposing.data === undefined) {
    return (
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button look="primary" disabled={proposing.isPending} onClick={onPropose}>
          {proposing.isPending ? text.proposing : text.propose}
        </Button>
        <p className="text-sm text-ink-2">{text.proposeHint}</p>
      </div>
    );
  }
  const made = proposing.data.months.filter(({ proposal }) => proposal !== undefined).length;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-good-weak px-4 py-3"
    >
      <p className="text-sm font-medium">{text.proposed(made)}</p>
      <a href="/reconciliation?section=proposals" className={buttonClass('plain', 'sm')}>
        {text.toProposals}
      </a>
    </div>
  );
}

interface RerateAnswerProps {
  report: RerateReport;
  proposing: Proposing;
  onPropose: () => void;
}

/** What would change by pricing anew, from several sides, and the step to have it booked. */
export function RerateAnswer({ report, proposing, onPropose }: RerateAnswerProps) {
  const [by, setBy] = useState<By>('model');
  const [sort, setSort] = useState<Sort>({ id: 'difference', desc: true });
  const rows = useMemo(() => rowsBy(report, by), [report, by]);
  const columns = useMemo(() => columnsOf(by, report), [by, report]);
  const { currency, charges, examined } = report;
  const leftOut = [
    ...(report.unpriced === 0 ? [] : [text.unpriced(formatCount(report.unpriced))]),
    ...report.skipped.map(({ reason, charges: count }) => text.skipped(formatCount(count), reason)),
  ];
  const notes =
    leftOut.length === 0 ? null : (
      <ul className="flex flex-col gap-1 text-sm text-ink-2">
        {leftOut.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    );
  if (charges === 0) {
    return (
      <Panel flush>
        <Empty title={text.nothing}>
          <p>{text.nothingHint(formatCount(examined))}</p>
          {notes}
        </Empty>
      </Panel>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <section aria-label={text.difference} className={STATS_CLASS}>
        <Stat label={text.difference} value={<Money amount={report.difference} currency={currency} />} />
        <Stat label={text.before} value={<Money amount={report.before} currency={currency} />} />
        <Stat label={text.after} value={<Money amount={report.after} currency={currency} />} />
        <Stat label={text.charges} value={formatCount(charges)} foot={text.examined(formatCount(examined))} />
      </section>
      {notes}
      {proposing.error === null ? null : <Failure error={proposing.error} />}
      <Propose proposing={proposing} onPropose={onPropose} />
      <Panel
        flush
        title={text.by}
        actions={
          <>
            <Segmented
              label={text.by}
              value={by}
              onChange={setBy}
              choices={BYS.map((value) => ({ value, label: text.bys[value] }))}
            />
            <IconButton
              label={common.csv}
              look="plain"
              onClick={() => downloadText('weir-rerate.csv', reportCsv(report))}
            >
              <Download aria-hidden />
            </IconButton>
          </>
        }
      >
        <DataTable
          caption={text.by}
          columns={columns}
          rows={rows}
          rowId={({ key }) => key}
          sort={sort}
          onSort={setSort}
        />
      </Panel>
    </div>
  );
}
