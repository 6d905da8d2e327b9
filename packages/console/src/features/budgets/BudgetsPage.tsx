import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { budgetsQuery } from '../../api/limit-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { BudgetTable } from './BudgetTable.tsx';
import { matching } from './prepare.ts';
import { type BudgetsSearch, LEVELS } from './search.ts';
import { levelLabels, text } from './text.ts';

const BudgetDialog = lazy(() => import('./BudgetDialog.tsx'));

const route = getRouteApi('/shell/budgets');
const ANY = '-';

function NoBudgets() {
  return (
    <Empty title={text.empty}>
      <p className="mb-3">{text.emptyHint}</p>
      <CodeBlock text={text.cli} label={text.cliLabel} />
    </Empty>
  );
}

export default function BudgetsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(budgetsQuery());
  const currency = useQuery(organizationQuery()).data?.currency;
  const [creating, setCreating] = useState(false);
  const shown = useMemo(() => (data === undefined ? undefined : matching(data, search)), [data, search]);
  const change = (part: BudgetsSearch) =>
    void navigate({
      to: '/budgets',
      search: (before: BudgetsSearch) => ({ ...before, ...part }),
      replace: true,
    });
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
          label={text.level}
          value={search.level ?? ANY}
          onChange={(next) => change({ level: LEVELS.find((level) => level === next) })}
          choices={[
            { value: ANY, label: text.anyLevel },
            ...LEVELS.map((value) => ({ value, label: levelLabels[value] })),
          ]}
        />
      </div>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined || shown === undefined || currency === undefined ? (
            <SkeletonRows rows={6} />
          ) : data.length === 0 ? (
            <NoBudgets />
          ) : shown.length === 0 ? (
            <Empty title={text.noneFound}>{text.noneFoundHint}</Empty>
          ) : (
            <BudgetTable budgets={shown} currency={currency} />
          )}
        </Panel>
      )}
      <Suspense>{creating ? <BudgetDialog onClose={() => setCreating(false)} /> : null}</Suspense>
    </Page>
  );
}
