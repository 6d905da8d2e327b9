import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { PriceListDetail, PriceListView } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { priceListQuery } from '../../api/price-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ChangeTable } from './ChangeTable.tsx';
import type { Decision } from './DecideDialog.tsx';
import { diffCsv, matchingChanges } from './prepare.ts';
import { CHANGES } from './search.ts';
import { changeLabels, text as common, listsText as text } from './text.ts';
import { useChange } from './useChange.ts';

const route = getRouteApi('/shell/prices');
const ANY = '-';

interface ListChangesProps {
  id: string;
  onDecide: (list: PriceListView, decision: Decision) => void;
}

function Changes({ detail }: { detail: PriceListDetail }) {
  const search = route.useSearch();
  const change = useChange();
  const shown = useMemo(() => matchingChanges(detail.diff, search), [detail, search]);
  if (detail.diff.length === 0) return <p className="px-4 pb-4 text-sm text-ink-2">{text.nothingChanges}</p>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
        <Input
          type="search"
          aria-label={common.search}
          placeholder={common.search}
          value={search.search ?? ''}
          onChange={(event) => change({ search: event.target.value === '' ? undefined : event.target.value })}
          className="!h-8 sm:!w-56"
        />
        <Select
          showLabel
          label={text.change}
          value={search.change ?? ANY}
          onChange={(next) => change({ change: CHANGES.find((one) => one === next) })}
          choices={[
            { value: ANY, label: text.anyChange },
            ...CHANGES.map((value) => ({ value, label: changeLabels[value] })),
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <Empty title={common.noneFound}>{common.noneFoundHint}</Empty>
      ) : (
        <ChangeTable changes={shown} />
      )}
    </>
  );
}

/** What one list changes, model by model. */
export function ListChanges({ id, onDecide }: ListChangesProps) {
  const { data: detail, error, refetch } = useQuery(priceListQuery(id));
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Panel
      flush
      title={detail === undefined ? text.changes : text.diff(detail.version)}
      note={detail === undefined ? undefined : text.diffLead(detail.diff.length)}
      actions={
        detail === undefined ? undefined : (
          <>
            {detail.state === 'proposed' ? (
              <>
                <Button size="sm" look="primary" onClick={() => onDecide(detail, 'approve')}>
                  {text.approve}
                </Button>
                <Button size="sm" onClick={() => onDecide(detail, 'reject')}>
                  {text.reject}
                </Button>
              </>
            ) : null}
            <IconButton
              label={common.csv}
              look="plain"
              onClick={() => downloadText(`weir-price-changes-${detail.id}.csv`, diffCsv(detail.diff))}
            >
              <Download aria-hidden />
            </IconButton>
          </>
        )
      }
    >
      {detail === undefined ? <SkeletonRows rows={5} columns={4} /> : <Changes detail={detail} />}
    </Panel>
  );
}
