import type { ExploreReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { groupKey } from '../../charts/prepare/series.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { DataTable } from '../../ui/table.tsx';
import { withTerms } from '../scope/scope.ts';
import { dimensionLabel, text as scopeText } from '../scope/text.ts';
import { explorerColumns } from './columns.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { text } from './text.ts';
import { type ExplorerState, PAGE } from './useExplorer.ts';

export function ExplorerTable({
  state,
  slots,
}: {
  state: ExplorerState;
  slots: ReadonlyMap<string, number>;
}) {
  const { groups, report, measure, preset, search, change, sort, callsBehind } = state;
  // while another question loads, the rows still answer the one before
  const by = report?.by ?? state.by;
  const columns = useMemo(
    () =>
      report === undefined
        ? []
        : explorerColumns({
            report,
            by,
            measure,
            slots,
            callsBehind,
            onNarrow: (term) => change({ filter: withTerms(search.filter, [term]) }),
          }),
    [report, by, measure, slots, callsBehind, search.filter, change],
  );
  return (
    <Panel
      flush
      title={by.map(dimensionLabel).join(' · ')}
      note={report === undefined ? null : noteOf(report)}
      actions={<ExportMenu state={state} />}
    >
      {report?.retained === undefined ? null : (
        <p className="mx-4 mb-3 rounded-md bg-warn-weak px-3 py-2 text-sm text-warn">
          {text.retained[report.retained.effect](formatDay(report.retained.before, state.zone))}
        </p>
      )}
      {report === undefined ? (
        <SkeletonRows rows={8} />
      ) : (
        <DataTable
          caption={text.caption(
            text.measures[measure],
            by.map(dimensionLabel).join(' and '),
            scopeText.presets[preset],
          )}
          columns={columns}
          rows={report.rows}
          rowId={(row) => groupKey(row, by)}
          sort={sort}
          onSort={({ id, desc }) => change({ sort: `${desc ? '-' : ''}${id}` })}
          stale={groups.isPlaceholderData}
        />
      )}
      {groups.hasNextPage ? (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" disabled={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
            {text.more(formatCount(Math.min(PAGE, (report?.groups ?? 0) - (report?.rows.length ?? 0))))}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function noteOf({ rows, groups, answered_from, remembered }: ExploreReport): string {
  const parts = [text.shown(formatCount(rows.length), formatCount(groups)), text.answeredFrom[answered_from]];
  return [...parts, ...(remembered ? [text.remembered] : [])].join(', ');
}
