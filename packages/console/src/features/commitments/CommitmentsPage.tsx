import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { agreementStatusQuery, agreementsQuery } from '../../api/agreement-queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useNow } from '../scope/useNow.ts';
import { CommitmentTable } from './CommitmentTable.tsx';
import { matching } from './prepare.ts';
import { type CommitmentsSearch, KINDS, STATES } from './search.ts';
import { kindLabels, stateLabels, text } from './text.ts';

const AgreementDialog = lazy(() => import('./AgreementDialog.tsx'));
const route = getRouteApi('/shell/commitments');
const ANY = '-';

function NoAgreements() {
  return (
    <Empty title={text.empty}>
      <p className="mb-3">{text.emptyHint}</p>
      <CodeBlock text={text.cli} label={text.cliLabel} />
    </Empty>
  );
}

function Filters() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const change = (part: CommitmentsSearch) =>
    void navigate({ to: '/commitments', search: { ...search, ...part }, replace: true });
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Input
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        value={search.search ?? ''}
        onChange={(event) => change({ search: event.target.value === '' ? undefined : event.target.value })}
        className="!h-8 sm:!w-64"
      />
      <Select
        showLabel
        label={text.kind}
        value={search.kind ?? ANY}
        onChange={(next) => change({ kind: KINDS.find((kind) => kind === next) })}
        choices={[
          { value: ANY, label: text.anyKind },
          ...KINDS.map((value) => ({ value, label: kindLabels[value] })),
        ]}
      />
      <Select
        showLabel
        label={text.state}
        value={search.state ?? ANY}
        onChange={(next) => change({ state: STATES.find((state) => state === next) })}
        choices={[
          { value: ANY, label: text.anyState },
          ...STATES.map((value) => ({ value, label: stateLabels[value] })),
        ]}
      />
    </div>
  );
}

/** Agreements with providers and how far each is used. */
export default function CommitmentsPage() {
  const search = route.useSearch();
  const { data, error, refetch, dataUpdatedAt } = useQuery(agreementsQuery());
  // what was ended just now is over, though the minute has not passed
  const now = Math.max(useNow(60_000).getTime(), dataUpdatedAt);
  const [creating, setCreating] = useState(false);
  const shown = useMemo(
    () => (data === undefined ? undefined : matching(data, search, now)),
    [data, search, now],
  );
  const statuses = useQueries({ queries: (shown ?? []).map(({ id }) => agreementStatusQuery(id)) });
  const rows = (shown ?? []).map((agreement, index) => ({
    agreement,
    status: statuses[index]?.data,
    failed: statuses[index]?.isError === true,
  }));
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
      <Filters />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined ? (
            <SkeletonRows rows={6} />
          ) : data.length === 0 ? (
            <NoAgreements />
          ) : rows.length === 0 ? (
            <Empty title={text.noneFound}>{text.noneFoundHint}</Empty>
          ) : (
            <CommitmentTable rows={rows} now={now} />
          )}
        </Panel>
      )}
      <Suspense>{creating ? <AgreementDialog onClose={() => setCreating(false)} /> : null}</Suspense>
    </Page>
  );
}
