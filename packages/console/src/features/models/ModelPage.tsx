import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ModelDetail } from '@weir/core/contract';
import { ChevronLeft } from 'lucide-react';
import { modelQuery, providersQuery } from '../../api/gateway-queries.ts';
import { formatCount } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { HealthTable } from '../providers/HealthTable.tsx';
import { Capabilities, ModelTags } from './ModelTags.tsx';
import { ModelUse } from './ModelUse.tsx';
import { PriceHistory } from './PriceHistory.tsx';
import { PriceNow } from './PriceNow.tsx';
import { modelText, tierLabels } from './text.ts';

const route = getRouteApi('/shell/models/$provider/$model');

function ModelFacts({ detail }: { detail: ModelDetail }) {
  const tokens = (count: number | undefined) =>
    count === undefined ? modelText.unknown : modelText.tokens(formatCount(count));
  return (
    <Panel title={modelText.facts}>
      <Facts
        items={[
          { name: modelText.provider, value: detail.provider },
          {
            name: modelText.tier,
            value: detail.tier === undefined ? modelText.unknown : tierLabels[detail.tier],
          },
          { name: modelText.context, value: tokens(detail.context_window) },
          { name: modelText.maxOutput, value: tokens(detail.max_output_tokens) },
          {
            name: modelText.capabilities,
            value: <Capabilities names={detail.capabilities} none={modelText.noneOfThem} />,
          },
          {
            name: modelText.availableFrom,
            value: detail.available_from.length === 0 ? modelText.nowhere : detail.available_from.join(', '),
          },
        ]}
      />
    </Panel>
  );
}

function ModelHealth({ model }: { model: string }) {
  const providers = useQuery(providersQuery()).data?.data ?? [];
  const views = providers.flatMap(({ health }) => health.filter((view) => view.model === model));
  return (
    <Panel title={modelText.health} flush>
      {views.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{modelText.noHealth}</p>
      ) : (
        <HealthTable caption={modelText.health} health={views} withProvider />
      )}
    </Panel>
  );
}

function Body({ detail }: { detail: ModelDetail }) {
  return (
    <div className="flex flex-col gap-5">
      <ModelFacts detail={detail} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <PriceNow detail={detail} />
        <ModelUse model={detail.model} />
      </div>
      <PriceHistory detail={detail} />
      <ModelHealth model={detail.model} />
    </div>
  );
}

export default function ModelPage() {
  const { provider, model } = route.useParams();
  const { data: detail, error, refetch } = useQuery(modelQuery(provider, model));
  return (
    <Page
      title={detail?.name ?? model}
      tab={model}
      above={
        <Link
          to="/models"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {modelText.back}
        </Link>
      }
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-mono text-xs break-all">
            {provider}/{model}
          </span>
          {detail === undefined ? null : <ModelTags model={detail} />}
        </span>
      }
      actions={
        <>
          <Link to="/playground" search={{ model }} className={buttonClass()}>
            {modelText.try}
          </Link>
          <Link to="/calls" search={{ filter: [`model=${model}`] }} className={buttonClass()}>
            {modelText.calls}
          </Link>
        </>
      }
    >
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {detail !== undefined ? (
        <Body detail={detail} />
      ) : error === null ? (
        <Panel flush>
          <SkeletonRows rows={8} columns={4} />
        </Panel>
      ) : null}
    </Page>
  );
}
