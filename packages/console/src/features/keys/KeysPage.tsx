import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { keysQuery, workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CreateKeyDialog } from './CreateKeyDialog.tsx';
import { KeyTable } from './KeyTable.tsx';
import type { KeysSearch } from './search.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/keys');
const ANY = '-';

export default function KeysPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(keysQuery());
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const [creating, setCreating] = useState(false);
  const shown = useMemo(
    () =>
      data
        ?.filter((key) => search.workload === undefined || key.workload === search.workload)
        .filter((key) => search.state === 'all' || key.state === 'active'),
    [data, search],
  );
  const change = (part: KeysSearch) =>
    void navigate({ to: '/keys', search: { ...search, ...part }, replace: true });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <Button look="primary" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {text.create}
        </Button>
      }
    >
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label={text.show}
          value={search.state ?? 'active'}
          onChange={(next) => change({ state: next === 'all' ? 'all' : undefined })}
          choices={[
            { value: 'active', label: text.onlyActive },
            { value: 'all', label: text.all },
          ]}
        />
        <Select
          showLabel
          label={text.workload}
          value={search.workload ?? ANY}
          onChange={(next) => change({ workload: next === ANY ? undefined : next })}
          choices={[
            { value: ANY, label: text.anyWorkload },
            ...workloads.map(({ id }) => ({ value: id, label: id })),
          ]}
        />
      </div>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <Panel flush>
        {shown === undefined ? (
          <SkeletonRows rows={6} />
        ) : shown.length === 0 ? (
          <Empty title={text.empty}>{text.emptyHint}</Empty>
        ) : (
          <KeyTable keys={shown} />
        )}
      </Panel>
      {creating ? <CreateKeyDialog workload={search.workload} onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}
