import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { PriceCoverage } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { coverageQuery } from '../../api/price-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { IconButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RangePicker } from '../scope/RangePicker.tsx';
import { resolveRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { CoverageStats } from './CoverageStats.tsx';
import { CoverageTable } from './CoverageTable.tsx';
import { coverageCsv, kindsOf, matchingModels } from './prepare.ts';
import { KINDS } from './search.ts';
import { text as common, kindLabels, coverageText as text } from './text.ts';
import { useChange } from './useChange.ts';
import { WithoutPrice } from './WithoutPrice.tsx';

const route = getRouteApi('/shell/prices');
const DEFAULT_RANGE = '30d';
const ANY = '-';

function NothingUsed() {
  return (
    <Empty title={text.empty}>
      <p className="mb-3">{text.emptyHint}</p>
      <CodeBlock text={text.cliCoverage} label={common.cliLabel} />
    </Empty>
  );
}

function Models({ report, stale }: { report: PriceCoverage; stale: boolean }) {
  const search = route.useSearch();
  const shown = useMemo(() => matchingModels(report.models, search), [report, search]);
  if (shown.length === 0) return <Empty title={common.noneFound}>{common.noneFoundHint}</Empty>;
  return <CoverageTable models={shown} currency={report.currency} stale={stale} />;
}

/** Everything used, by the prices that it was charged at, and what to do about what has none. */
export function CoverageSection() {
  const search = route.useSearch();
  const change = useChange();
  const { zone, isKnown } = useKnownZone();
  const now = useNow(60_000);
  const range = useMemo(() => resolveRange(search, DEFAULT_RANGE, now, zone), [search, now, zone]);
  const { data, error, refetch, isPlaceholderData } = useQuery(
    coverageQuery({ since: range.since.toISOString(), until: range.until.toISOString() }, isKnown),
  );
  const kinds = data === undefined ? [] : kindsOf(data);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-3xl text-sm text-ink-2">{text.lead}</p>
      <div className="flex flex-wrap items-center gap-2">
        <RangePicker preset={search.range ?? DEFAULT_RANGE} range={range} zone={zone} onChange={change} />
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
          label={text.kind}
          value={search.kind ?? ANY}
          onChange={(next) => change({ kind: KINDS.find((kind) => kind === next) })}
          choices={[
            { value: ANY, label: text.anyKind },
            ...KINDS.filter((kind) => kind === search.kind || kinds.some((one) => one.kind === kind)).map(
              (value) => ({ value, label: kindLabels[value] }),
            ),
          ]}
        />
        <IconButton
          label={common.csv}
          look="plain"
          className="ml-auto"
          disabled={data === undefined}
          onClick={() => data !== undefined && downloadText('weir-price-coverage.csv', coverageCsv(data))}
        >
          <Download aria-hidden />
        </IconButton>
      </div>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={8} columns={4} />
          </Panel>
        )
      ) : (
        <>
          {data.models.length === 0 ? null : <CoverageStats report={data} />}
          {data.without_price.length === 0 ? null : <WithoutPrice report={data} range={range} />}
          <Panel flush>
            {data.models.length === 0 ? <NothingUsed /> : <Models report={data} stale={isPlaceholderData} />}
          </Panel>
        </>
      )}
    </div>
  );
}
