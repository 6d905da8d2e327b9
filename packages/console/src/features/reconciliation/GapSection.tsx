import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Reconciliation } from '@weir/core/contract';
import { Scale } from 'lucide-react';
import { runReconciliation } from '../../api/books-mutations.ts';
import { BOOKS, reconciliationQuery } from '../../api/books-queries.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CellsPanel } from './CellsPanel.tsx';
import { ClassesPanel } from './ClassesPanel.tsx';
import { GapStats } from './GapStats.tsx';
import { GapTable } from './GapTable.tsx';
import { monthName, monthsUntil } from './prepare.ts';
import { TrendPanel } from './TrendPanel.tsx';
import { text as shared, gapText as text } from './text.ts';
import { LISTED_MONTHS, type ReconciliationState } from './useReconciliation.ts';

function Warnings({ report }: { report: Reconciliation }) {
  const odd = report.providers.filter(({ warnings }) => warnings.length > 0);
  return odd.map(({ provider, warnings }) => (
    <div key={provider} className="rounded-lg bg-warn-weak px-4 py-3 text-sm">
      <p className="font-medium text-warn">{text.warnings(provider)}</p>
      <ul className="mt-1 list-disc pl-5">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </div>
  ));
}

function Controls({ state }: { state: ReconciliationState }) {
  const { month, newest, change } = state;
  const client = useQueryClient();
  const running = useMutation({
    mutationFn: (of: string) => runReconciliation(of),
    onSuccess: () => void client.invalidateQueries({ queryKey: [BOOKS] }),
  });
  const done = running.data;
  const months = monthsUntil(newest, LISTED_MONTHS);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={shared.month}
          showLabel
          value={month ?? newest}
          choices={(month === undefined || months.includes(month) ? months : [...months, month]).map(
            (value) => ({
              value,
              label: monthName(value),
            }),
          )}
          onChange={(next) => change({ month: next, day: undefined })}
        />
        <Button
          look="primary"
          size="sm"
          className="ml-auto"
          disabled={running.isPending || month === undefined}
          onClick={() => month !== undefined && running.mutate(month)}
        >
          <Scale aria-hidden />
          {running.isPending ? text.running : text.run}
        </Button>
      </div>
      {running.error === null ? null : <Failure error={running.error} />}
      {done === undefined || done.month !== month ? null : (
        <p role="status" className="text-sm text-ink-2">
          {text.ran(done.proposed.length, done.withdrawn)}.{' '}
          {done.proposed.length === 0 ? null : (
            <Link
              to="/reconciliation"
              search={{ section: 'proposals', month: done.month }}
              className={`${LINK_CLASS} underline`}
            >
              {text.toProposals}
            </Link>
          )}
        </p>
      )}
    </div>
  );
}

function Report({ state, report }: { state: ReconciliationState; report: Reconciliation }) {
  const { search, change } = state;
  const chosen = report.providers.find(({ provider }) => provider === search.provider);
  return (
    <>
      <GapStats report={report} />
      <Panel flush title={text.providers}>
        <GapTable report={report} search={search} />
      </Panel>
      <Warnings report={report} />
      {chosen === undefined ? null : (
        <>
          <ClassesPanel report={chosen} currency={report.currency} search={search} />
          <CellsPanel
            month={report.month}
            provider={chosen.provider}
            currency={report.currency}
            search={search}
            onChange={change}
          />
        </>
      )}
    </>
  );
}

/** How far ledger and bills are apart, and why. */
export function GapSection({ state }: { state: ReconciliationState }) {
  const { month } = state;
  const { data, error, refetch } = useQuery({
    ...reconciliationQuery(month ?? ''),
    enabled: month !== undefined,
  });
  const isEmpty = data !== undefined && data.providers.length === 0;
  return (
    <div className="flex flex-col gap-5">
      <Controls state={state} />
      {error === null || data !== undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={4} />
          </Panel>
        )
      ) : isEmpty ? (
        <Panel>
          <Empty
            title={text.none}
            action={
              <LinkButton to="/sources" look="primary">
                {text.addSource}
              </LinkButton>
            }
          >
            <p>{text.noneHint}</p>
            <CodeBlock className="mt-3" label={text.commandLabel} text={text.command} />
          </Empty>
        </Panel>
      ) : (
        <Report state={state} report={data} />
      )}
      <TrendPanel newest={state.newest} currency={state.currency} />
    </div>
  );
}
