import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Download, Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { gatesQuery } from '../../api/gate-queries.ts';
import { organizationQuery, workloadsQuery } from '../../api/queries.ts';
import { viabilityQuery } from '../../api/value-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { sumMoney } from '../../format/money.ts';
import { toInputValue } from '../../format/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import type { Sort } from '../../ui/table.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ownedBy } from '../scope/owned.ts';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { useNow } from '../scope/useNow.ts';
import { usePageScope } from '../scope/usePageScope.ts';
import { VERDICTS, verdictText } from '../value/text.ts';
import { workloadsCsv } from './csv.ts';
import { fitting, rowsOf } from './prepare.ts';
import { STAGES, type WorkloadsSearch } from './search.ts';
import { stageLabels, text, WORKLOAD_COMMAND } from './text.ts';
import { WorkloadsTable } from './WorkloadsTable.tsx';

const CreateWorkload = lazy(() => import('./CreateWorkload.tsx'));

const route = getRouteApi('/shell/workloads');
const ANY = '-';

const readSort = (raw = '-cost'): Sort => ({ id: raw.replace(/^-/, ''), desc: raw.startsWith('-') });

function useRows(search: WorkloadsSearch) {
  const scope = usePageScope('30d');
  const workloads = useQuery(workloadsQuery());
  const { since, until } = scope.query;
  const worth = useQuery({ ...viabilityQuery({ since, until }), enabled: scope.isKnown });
  const gates = useQuery(gatesQuery()).data;
  const all = useMemo(() => {
    if (workloads.data === undefined) return undefined;
    const ids = ownedBy(scope.filter, workloads.data);
    const owned = workloads.data.filter(({ id }) => ids === undefined || ids.has(id));
    return rowsOf(owned, worth.data?.workloads ?? [], gates ?? []);
  }, [workloads.data, worth.data, gates, scope.filter]);
  const rows = useMemo(() => (all === undefined ? undefined : fitting(all, search)), [all, search]);
  const isComing = worth.data === undefined && worth.error === null;
  return {
    scope,
    workloads,
    rows: isComing ? undefined : rows,
    currency: worth.data?.currency,
    isStale: worth.isPlaceholderData,
  };
}

export default function WorkloadsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { scope, workloads, rows, currency, isStale } = useRows(search);
  const organization = useQuery(organizationQuery()).data;
  const now = useNow();
  const [creating, setCreating] = useState(false);
  const money = currency ?? organization?.currency ?? 'USD';
  const { range, since, until } = search;
  const along = useMemo(() => ({ range, since, until }), [range, since, until]);
  const total = useMemo(() => {
    const told = (rows ?? []).flatMap(({ worth }) => (worth === undefined ? [] : [worth]));
    return {
      loaded: sumMoney(told.map((one) => one.loaded_cost)),
      api: sumMoney(told.map((one) => one.api_cost)),
    };
  }, [rows]);
  const change = (part: WorkloadsSearch) =>
    void navigate({
      to: '/workloads',
      search: (before: WorkloadsSearch) => ({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {text.create}
    </Button>
  );
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={create}
      bar={
        <ScopeBar scope={scope}>
          <Input
            type="search"
            aria-label={text.search}
            placeholder={text.search}
            value={search.search ?? ''}
            onChange={({ target }) => change({ search: target.value === '' ? undefined : target.value })}
            className="!h-8 sm:!w-52"
          />
          <Select
            label={text.stage}
            value={search.stage ?? ANY}
            onChange={(next) => change({ stage: STAGES.find((stage) => stage === next) })}
            choices={[
              { value: ANY, label: text.anyStage },
              ...STAGES.map((value) => ({ value, label: stageLabels[value] })),
            ]}
          />
          <Select
            label={text.verdict}
            value={search.verdict ?? ANY}
            onChange={(next) => change({ verdict: VERDICTS.find((verdict) => verdict === next) })}
            choices={[
              { value: ANY, label: text.anyVerdict },
              ...VERDICTS.map((value) => ({ value, label: verdictText[value] })),
            ]}
          />
          <IconButton
            label={text.csv}
            className="ml-auto"
            disabled={rows === undefined || rows.length === 0}
            onClick={() => downloadText('weir-workloads.csv', workloadsCsv(rows ?? [], money))}
          >
            <Download aria-hidden />
          </IconButton>
        </ScopeBar>
      }
    >
      {workloads.error === null ? null : (
        <Failure error={workloads.error} onRetry={() => void workloads.refetch()} />
      )}
      <Panel flush>
        {rows === undefined ? (
          <SkeletonRows rows={7} />
        ) : workloads.data?.length === 0 ? (
          <Teach
            title={text.empty}
            what={text.emptyHint}
            steps={text.emptySteps}
            command={{ label: text.emptyCommand, text: WORKLOAD_COMMAND }}
          />
        ) : rows.length === 0 ? (
          <Empty title={text.noneFound}>{text.noneFoundHint}</Empty>
        ) : (
          <WorkloadsTable
            rows={rows}
            currency={money}
            zone={scope.zone}
            today={toInputValue(now, scope.zone).slice(0, 10)}
            search={along}
            total={total}
            sort={readSort(search.sort)}
            onSort={({ id, desc }) => change({ sort: `${desc ? '-' : ''}${id}` })}
            stale={isStale}
          />
        )}
      </Panel>
      <Suspense>{creating ? <CreateWorkload onClose={() => setCreating(false)} /> : null}</Suspense>
    </Page>
  );
}
