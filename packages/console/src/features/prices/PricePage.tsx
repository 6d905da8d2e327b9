import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeft, Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { priceHistoryQuery, priceQuery } from '../../api/price-queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { OverrideTable } from './OverrideTable.tsx';
import { PriceRates } from './PriceRates.tsx';
import { DAYS, type PriceSearch } from './search.ts';
import { priceText as text } from './text.ts';

const OverrideDialog = lazy(() => import('./OverrideDialog.tsx'));
const route = getRouteApi('/shell/prices/$provider/$model');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A model's price now, what applied when and why. */
export default function PricePage() {
  const { provider, model } = route.useParams();
  const search = route.useSearch();
  const { span = '1y', show } = search;
  const navigate = useNavigate();
  const zone = useZone();
  const now = useNow(5 * MINUTE_MS);
  const [adding, setAdding] = useState(false);
  const range = useMemo(() => {
    const until = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    return {
      since: new Date(until - DAYS[span] * DAY_MS).toISOString(),
      until: new Date(until).toISOString(),
    };
  }, [now, span]);
  const price = useQuery(priceQuery(provider, model));
  const history = useQuery(priceHistoryQuery(provider, model, range));
  const change = (part: PriceSearch) =>
    void navigate({
      to: '/prices/$provider/$model',
      params: { provider, model },
      search: { ...search, ...part },
      replace: true,
      resetScroll: false,
    });
  const error = price.error ?? history.error;
  return (
    <Page
      title={model}
      above={
        <Link
          to="/prices"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      lead={
        <span className="font-mono text-xs break-all">
          {provider}/{price.data?.model ?? model}
        </span>
      }
      actions={
        <>
          <Link to="/models/$provider/$model" params={{ provider, model }} className={buttonClass()}>
            {text.atModel}
          </Link>
          <Link to="/prices" search={{ section: 'rerate', provider, model }} className={buttonClass()}>
            {text.rerate}
          </Link>
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {text.add}
          </Button>
        </>
      }
    >
      {error === null ? null : (
        <Failure error={error} onRetry={() => void Promise.all([price.refetch(), history.refetch()])} />
      )}
      {error !== null && history.data === undefined ? null : (
        <div className="flex flex-col gap-5">
          {price.data === undefined ? (
            <Panel flush>
              <SkeletonRows rows={4} columns={3} />
            </Panel>
          ) : (
            <PriceRates price={price.data} zone={zone} />
          )}
          <HistoryPanel
            history={history.data}
            zone={zone}
            span={span}
            measure={show ?? 'contracted'}
            onSpan={(next) => change({ span: next === '1y' ? undefined : next })}
            onMeasure={(next) => change({ show: next === 'list' ? 'list' : undefined })}
          />
          {history.data === undefined ? null : (
            <Panel title={text.own} flush>
              {history.data.overrides.length === 0 ? (
                <p className="px-4 pb-4 text-sm text-ink-2">{text.noOwn}</p>
              ) : (
                <OverrideTable caption={text.own} overrides={history.data.overrides} zone={zone} />
              )}
            </Panel>
          )}
        </div>
      )}
      <Suspense>
        {adding ? (
          <OverrideDialog provider={provider} model={model} onClose={() => setAdding(false)} />
        ) : null}
      </Suspense>
    </Page>
  );
}
