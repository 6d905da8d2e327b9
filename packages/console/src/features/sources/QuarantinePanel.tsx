import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { QuarantinedRow, QuarantineState, ReplayResult } from '@weir/core/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import { BOOKS } from '../../api/books-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { dismissRows, replayRows } from '../../api/source-mutations.ts';
import { quarantineQuery } from '../../api/source-queries.ts';
import { formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { useZone } from '../scope/useZone.ts';
import { byPlace, placeOf, writeCell } from './prepare.ts';
import { ROW_STATES } from './search.ts';
import { rowStateLabels, quarantineText as text } from './text.ts';

const MendDialog = lazy(() => import('./MendDialog.tsx'));
const route = getRouteApi('/shell/sources/$id');

interface RowProps {
  row: QuarantinedRow;
  isPicked: boolean;
  onPick: (picked: boolean) => void;
  onMend: () => void;
}

function Row({ row, isPicked, onPick, onMend }: RowProps) {
  const zone = useZone();
  const where = placeOf(row.place, row.line);
  const isOpen = row.state === 'open';
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      {isOpen ? (
        <input
          type="checkbox"
          aria-label={text.select(where)}
          checked={isPicked}
          onChange={(event) => onPick(event.target.checked)}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
      ) : null}
      <div className="min-w-0 flex-1">
        <p className="text-sm break-words">{row.reason}</p>
        <p className="text-xs text-ink-3">
          {where}
          {row.decided_at === undefined
            ? null
            : ` · ${text.decided(row.decided_by ?? '', formatMoment(row.decided_at, zone))}`}
        </p>
        <p className="mt-1 line-clamp-2 font-mono text-xs break-all text-ink-2">
          {Object.entries(row.row)
            .map(([name, value]) => `${name}=${writeCell(value)}`)
            .join('  ')}
        </p>
      </div>
      {isOpen ? (
        <Button size="sm" aria-label={text.mendLabel(where)} onClick={onMend}>
          {text.mend}
        </Button>
      ) : null}
    </li>
  );
}

/** Rows that wait for somebody: mended, replayed, dismissed, one or many. */
export function QuarantinePanel({ id, waiting }: { id: string; waiting: number }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { rows: shown = 'open' } = route.useSearch();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(quarantineQuery(id, shown));
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data).sort(byPlace), [data]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [mending, setMending] = useState<QuarantinedRow>();
  const [dismissing, setDismissing] = useState(false);
  const chosen = (rows ?? []).filter((row) => picked.has(row.id)).map((row) => row.id);
  const asked = chosen.length === 0 ? undefined : chosen;
  const refresh = () => {
    setPicked(new Set());
    for (const key of [REGISTRY, BOOKS]) void client.invalidateQueries({ queryKey: [key] });
  };
  const replaying = useMutation({
    mutationFn: () => replayRows(id, asked),
    onSuccess: ({ replayed }: ReplayResult) => {
      announce(text.replayed(replayed));
      refresh();
    },
  });
  const leaving = useMutation({
    mutationFn: () => dismissRows(id, asked),
    onSuccess: ({ dismissed }) => {
      announce(text.dismissed(dismissed));
      setDismissing(false);
      refresh();
    },
  });
  const pick = (row: string, on: boolean) => {
    const next = new Set(picked);
    if (on) next.add(row);
    else next.delete(row);
    setPicked(next);
  };
  const failed = replaying.data?.failed ?? [];
  const isOpen = shown === 'open';
  return (
    <div id="quarantine" className="scroll-mt-6">
      <Panel
        flush
        title={text.title}
        note={text.lead}
        actions={
          <Segmented<QuarantineState>
            label={text.view}
            value={shown}
            onChange={(state) =>
              void navigate({
                to: '/sources/$id',
                params: { id },
                search: state === 'open' ? {} : { rows: state },
                replace: true,
                resetScroll: false,
              })
            }
            choices={ROW_STATES.map((value) => ({ value, label: rowStateLabels[value] }))}
          />
        }
      >
        {error === null && replaying.error === null ? null : (
          <div className="px-4 pb-3">
            <Failure error={error ?? replaying.error} />
          </div>
        )}
        {failed.length === 0 ? null : (
          <div role="status" className="mx-4 mb-3 rounded-md bg-warn-weak px-3 py-2 text-sm">
            <p className="font-medium text-warn">{text.still(failed.length)}</p>
            <ul className="list-disc pl-5">
              {[...new Set(failed.map(({ reason }) => reason))].slice(0, 5).map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        )}
        {isOpen && rows !== undefined && rows.length > 0 ? (
          <div className="flex flex-wrap items-center gap-2 border-y border-line px-4 py-2">
            <label className="flex items-center gap-3 text-sm">
              <input
                type="checkbox"
                checked={chosen.length === rows.length}
                onChange={(event) =>
                  setPicked(event.target.checked ? new Set(rows.map((row) => row.id)) : new Set())
                }
                className="size-4 accent-accent"
              />
              {text.all}
            </label>
            <div className="ml-auto flex gap-2">
              <Button size="sm" disabled={replaying.isPending} onClick={() => replaying.mutate()}>
                {asked === undefined ? text.replayAll : text.replaySelected(asked.length)}
              </Button>
              <Button size="sm" look="danger" onClick={() => setDismissing(true)}>
                {asked === undefined ? text.dismissAll : text.dismissSelected(asked.length)}
              </Button>
            </div>
          </div>
        ) : null}
        {rows === undefined ? (
          error === null && <SkeletonRows rows={2} columns={3} />
        ) : rows.length === 0 ? (
          <p className="px-4 pb-4 text-sm text-ink-2">{isOpen ? text.none : text.noneOf}</p>
        ) : (
          <ul aria-label={text.title} className="divide-y divide-line">
            {rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                isPicked={picked.has(row.id)}
                onPick={(on) => pick(row.id, on)}
                onMend={() => setMending(row)}
              />
            ))}
          </ul>
        )}
        {hasNextPage ? (
          <div className="border-t border-line p-3 text-center">
            <Button size="sm" onClick={() => void fetchNextPage()}>
              {text.more}
            </Button>
          </div>
        ) : null}
      </Panel>
      <Suspense>
        {mending === undefined ? null : (
          <MendDialog row={mending} onDone={refresh} onClose={() => setMending(undefined)} />
        )}
      </Suspense>
      <Confirm
        open={dismissing}
        onClose={() => setDismissing(false)}
        onConfirm={() => leaving.mutate()}
        busy={leaving.isPending}
        title={text.dismissTitle(asked?.length ?? (waiting === 1 ? 1 : undefined))}
        description={text.dismissLead}
        confirm={text.dismiss}
      >
        {leaving.error === null ? null : (
          <div className="mt-4">
            <Failure error={leaving.error} />
          </div>
        )}
      </Confirm>
    </div>
  );
}
