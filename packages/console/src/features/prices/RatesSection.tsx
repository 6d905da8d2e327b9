import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ExchangeRateView } from '@weir/core/contract';
import { Download, FileUp, Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { exchangeRatesQuery } from '../../api/price-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Formula } from '../../ui/formula.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { useZone } from '../scope/useZone.ts';
import { text as common, ratesText as text } from './text.ts';
import { useChange } from './useChange.ts';

const RateDialog = lazy(() => import('./RateDialog.tsx'));
const RateImportDialog = lazy(() => import('./RateImportDialog.tsx'));
const route = getRouteApi('/shell/prices');
const ANY = '-';
const SHOWN = 200;

const pairOf = ({ base, quote }: ExchangeRateView) => `${base}/${quote}`;

const ratesCsv = (rates: readonly ExchangeRateView[]) =>
  toCsv([
    ['date', 'base', 'quote', 'rate', 'from', 'source'],
    ...rates.map(({ from, base, quote, rate, source }) => [
      from.slice(0, 10),
      base,
      quote,
      rate,
      from,
      source,
    ]),
  ]);

/** Rates of one pair, oldest first, each holding until the next and the last one until now. */
function seriesOf(rates: readonly ExchangeRateView[], pair: string): SeriesSet {
  const rows = [...rates].reverse();
  const last = rows.at(-1)?.rate ?? '0';
  const ends = Math.max(Date.now(), ...rows.map(({ from }) => Date.parse(from)));
  return {
    buckets: [...rows.map(({ from }) => Date.parse(from)), ends],
    total: '0',
    series: [{ key: pair, label: pair, values: [...rows.map(({ rate }) => rate), last], total: last }],
  };
}

const columnsOf = (zone: string): Column<ExchangeRateView>[] => [
  {
    id: 'rate',
    header: text.rate,
    cell: ({ base, rate, quote }) => (
      <span className="tabular font-medium">{text.sentence(base, rate, quote)}</span>
    ),
  },
  {
    id: 'from',
    header: text.from,
    cell: ({ from }) => <span className="whitespace-nowrap">{formatMoment(from, zone)}</span>,
  },
  { id: 'source', header: text.source, from: 'sm', cell: ({ source }) => source },
  {
    id: 'told',
    header: text.told,
    align: 'end',
    from: 'md',
    cell: ({ created_at: told }) => <span className="text-ink-3">{formatMoment(told, zone)}</span>,
  },
];

function RateChart({
  rates,
  pair,
  zone,
}: {
  rates: readonly ExchangeRateView[];
  pair: string;
  zone: string;
}) {
  const spec = useMemo(
    () => ({
      set: seriesOf(rates, pair),
      kind: 'step' as const,
      hasTotal: false,
      fromZero: false,
      bucketLabel: (at: number) => formatDay(new Date(at).toISOString(), zone),
      valueLabel: (value: string) => value,
      tickLabel: (value: number) => String(Number(value.toFixed(4))),
    }),
    [rates, pair, zone],
  );
  return (
    <Panel title={`${text.chart}: ${pair}`}>
      <Chart className="h-44" spec={spec} label={text.chartLabel(pair)} />
    </Panel>
  );
}

function Conversion() {
  return (
    <Formula
      figure={text.explainConversion}
      label={common.explain(text.explainConversion)}
      meaning={text.conversionMeaning}
      lines={[text.conversionFormula]}
      note={common.source('currency_conversion')}
    />
  );
}

/** Dated exchange rates: the newest first, one pair also as a chart. */
export function RatesSection() {
  const { search: pair } = route.useSearch();
  const change = useChange();
  const zone = useZone();
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const { data, error, refetch } = useQuery(exchangeRatesQuery());
  const [asked, setAsked] = useState<'add' | 'import'>();
  const close = () => setAsked(undefined);
  const pairs = useMemo(() => [...new Set(data?.map(pairOf))].sort(), [data]);
  const chosen = pairs.length === 1 ? pairs[0] : pairs.find((one) => one === pair);
  const rows = useMemo(
    () => (data ?? []).filter((one) => chosen === undefined || pairOf(one) === chosen),
    [data, chosen],
  );
  const columns = useMemo(() => columnsOf(zone), [zone]);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <span className="flex flex-wrap items-center gap-2">
            <Conversion />
            <Button onClick={() => setAsked('import')}>
              <FileUp aria-hidden className="text-ink-3" />
              {text.import}
            </Button>
            <Button look="primary" onClick={() => setAsked('add')}>
              <Plus aria-hidden />
              {text.add}
            </Button>
          </span>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <div className="flex flex-col gap-5">
        {pairs.length < 2 ? null : (
          <div className="flex">
            <Select
              showLabel
              label={text.pair}
              value={chosen ?? ANY}
              onChange={(next) => change({ search: next === ANY ? undefined : next })}
              choices={[
                { value: ANY, label: text.anyPair },
                ...pairs.map((value) => ({ value, label: value })),
              ]}
            />
          </div>
        )}
        {chosen === undefined || rows.length < 2 ? null : (
          <RateChart rates={rows} pair={chosen} zone={zone} />
        )}
        {data === undefined && error !== null ? null : (
          <Panel
            flush
            {...(rows.length === 0
              ? {}
              : {
                  title: text.caption,
                  actions: (
                    <IconButton
                      label={common.csv}
                      look="plain"
                      onClick={() => downloadText('weir-exchange-rates.csv', ratesCsv(rows))}
                    >
                      <Download aria-hidden />
                    </IconButton>
                  ),
                })}
          >
            {data === undefined ? (
              <SkeletonRows rows={5} columns={4} />
            ) : data.length === 0 ? (
              <Empty title={text.empty}>
                <p className="mb-3">{text.emptyHint}</p>
                <CodeBlock text={text.cli} label={common.cliLabel} />
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={text.caption}
                  columns={columns}
                  rows={rows.slice(0, SHOWN)}
                  rowId={({ id }) => id}
                />
                {rows.length <= SHOWN ? null : (
                  <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
                    {text.firstOf(SHOWN, rows.length)}
                  </p>
                )}
              </>
            )}
          </Panel>
        )}
      </div>
      <Suspense>
        {asked === 'add' ? <RateDialog currency={currency} onClose={close} /> : null}
        {asked === 'import' ? <RateImportDialog onClose={close} /> : null}
      </Suspense>
    </>
  );
}
