import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { alertsQuery, resolvedAlertsQuery, UNRESOLVED } from '../../api/alert-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { AlertDialog } from './AlertDialog.tsx';
import { AlertRow } from './AlertRow.tsx';
import { inOrder } from './prepare.ts';
import { ALERT_KINDS, ALERT_STATES, type AlertsSearch } from './search.ts';
import { kindLabels, stateLabels, text } from './text.ts';

const ANY = '';
const STATES = [
  { value: ANY, label: text.unresolved },
  ...ALERT_STATES.map((value) => ({ value, label: stateLabels[value] })),
];
const KINDS = [
  { value: ANY, label: text.anyKind },
  ...ALERT_KINDS.map((value) => ({ value, label: kindLabels[value] })),
];

interface SectionProps {
  search: AlertsSearch;
  onChange: (part: AlertsSearch) => void;
}

/** Those not resolved come whole, as they are few; resolved ones page by page. */
function useAlerts({ state, kind }: AlertsSearch) {
  const isResolved = state === 'resolved';
  const old = useInfiniteQuery({ ...resolvedAlertsQuery(kind), enabled: isResolved });
  const wanted = UNRESOLVED.filter((one) => state === undefined || state === one);
  const current = useQueries({
    queries: wanted.map(alertsQuery),
    combine: (results) => ({
      data: results.every(({ data }) => data !== undefined)
        ? results.flatMap(({ data = [] }) => data)
        : undefined,
      error: results.find(({ error }) => error !== null)?.error ?? null,
      refetch: () => {
        for (const { refetch } of results) void refetch();
      },
    }),
  });
  const rows = useMemo(() => {
    if (isResolved) return old.data?.pages.flatMap(({ data }) => data);
    const fitting = current.data?.filter((one) => kind === undefined || one.kind === kind);
    return fitting === undefined ? undefined : inOrder(fitting);
  }, [isResolved, old.data, current.data, kind]);
  return {
    rows,
    error: isResolved ? old.error : current.error,
    retry: () => (isResolved ? void old.refetch() : current.refetch()),
    more: isResolved && old.hasNextPage ? () => void old.fetchNextPage() : undefined,
  };
}

/** What needs a person, and what was done about it. */
export function AlertsSection({ search, onChange }: SectionProps) {
  const { rows, error, retry, more } = useAlerts(search);
  const isFiltered = search.state !== undefined || search.kind !== undefined;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={text.state}
          showLabel
          value={search.state ?? ANY}
          choices={STATES}
          onChange={(state) => onChange({ state: ALERT_STATES.find((one) => one === state) })}
        />
        <Select
          label={text.kind}
          showLabel
          value={search.kind ?? ANY}
          choices={KINDS}
          onChange={(kind) => onChange({ kind: ALERT_KINDS.find((one) => one === kind) })}
        />
      </div>
      {error === null ? null : <Failure error={error} onRetry={retry} />}
      {rows === undefined && error !== null ? null : (
        <Panel flush>
          {rows === undefined ? (
            <SkeletonRows rows={4} columns={3} />
          ) : rows.length > 0 ? (
            <ul aria-label={text.list} className="divide-y divide-line">
              {rows.map((alert) => (
                <AlertRow key={alert.id} alert={alert} search={search} />
              ))}
            </ul>
          ) : isFiltered ? (
            <Empty
              title={text.noneFiltered}
              action={
                <Button onClick={() => onChange({ state: undefined, kind: undefined })}>{text.clear}</Button>
              }
            />
          ) : (
            <Empty title={text.none}>{text.noneHint}</Empty>
          )}
        </Panel>
      )}
      {more === undefined ? null : (
        <div className="text-center">
          <Button onClick={more}>{text.more}</Button>
        </div>
      )}
      {search.alert === undefined ? null : (
        <AlertDialog id={search.alert} onClose={() => onChange({ alert: undefined })} />
      )}
    </div>
  );
}
