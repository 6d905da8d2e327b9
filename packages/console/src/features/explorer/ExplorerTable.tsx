import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { costsCsv } from '../../charts/prepare/csv.ts';
import { MEASURES } from '../../charts/prepare/measures.ts';
import { groupKey } from '../../charts/prepare/series.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { DataTable } from '../../ui/table.tsx';
import { withTerms } from '../scope/scope.ts';
import { dimensionLabel, text as scopeText } from '../scope/text.ts';
import { explorerColumns } from './columns.tsx';
import { sortedRows } from './rows.ts';
import { text } from './text.ts';
import type { ExplorerState } from './useExplorer.ts';

export function ExplorerTable({
  state,
  slots,
}: {
  state: ExplorerState;
  slots: ReadonlyMap<string, number>;
}) {
  const { groups, measure, range, preset, search, change, sort, callsBehind } = state;
  const report = groups.data;
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
  const download = () => {
    if (report === undefined) return;
    const name = `weir-${by.join('-')}-${range.since.toISOString().slice(0, 10)}.csv`;
    downloadText(name, costsCsv({ ...report, rows: sortedRows(report, sort, MEASURES) }));
  };
  return (
    <Panel
      flush
      title={by.map(dimensionLabel).join(' · ')}
      note={
        report === undefined
          ? null
          : `${text.groups(formatCount(report.rows.length))}, ${text.answeredFrom[report.answered_from]}`
      }
      actions={
        <Button size="sm" onClick={download} disabled={report === undefined} aria-label={text.download}>
          <Download aria-hidden className="text-ink-3" />
          {text.csv}
        </Button>
      }
    >
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
          rowId={(row) => (row.folded === true ? 'folded' : groupKey(row, by))}
          sort={sort}
          onSort={({ id, desc }) => change({ sort: `${desc ? '-' : ''}${id}` })}
          stale={groups.isPlaceholderData}
        />
      )}
    </Panel>
  );
}
