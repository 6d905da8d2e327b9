import { Link } from '@tanstack/react-router';
import type { PriceCoverage } from '@weir/core/contract';
import { Plus, RefreshCw, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import type { Range } from '../scope/range.ts';
import { type CoverageModel, priceProviderOf } from './prepare.ts';
import { text as common, coverageText as text } from './text.ts';

const OverrideDialog = lazy(() => import('./OverrideDialog.tsx'));

interface RowProps {
  model: CoverageModel;
  currency: string;
  range: Range;
  onAdd: () => void;
}

function Row({ model: one, currency, range, onAdd }: RowProps) {
  const fallback = one.refs.find(({ kind }) => kind === 'fallback');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <div className="min-w-0 grow">
        <Link
          to="/prices/$provider/$model"
          params={{ provider: priceProviderOf(one), model: one.model }}
          className={`${LINK_CLASS} font-medium break-all`}
        >
          {one.model}
        </Link>
        <span className="block text-xs text-ink-2">
          {one.provider}
          {one.known ? ` · ${text.knownNow}` : ''}
        </span>
      </div>
      {fallback === undefined ? null : <Money amount={fallback.cost} currency={currency} />}
      <span className="flex gap-2">
        {one.known ? null : (
          <Button size="sm" aria-label={text.addPriceFor(one.model)} onClick={onAdd}>
            <Plus aria-hidden />
            {text.addPrice}
          </Button>
        )}
        <Link
          to="/prices"
          search={{
            section: 'rerate',
            range: 'custom',
            since: range.since.toISOString(),
            until: range.until.toISOString(),
            provider: one.provider,
            model: one.model,
          }}
          aria-label={text.rerateFor(one.model)}
          className={buttonClass('plain', 'sm')}
        >
          <RefreshCw aria-hidden className="text-ink-3" />
          {text.rerate}
        </Link>
      </span>
    </li>
  );
}

/** Models charged at a fallback, and the two steps that mend it. */
export function WithoutPrice({ report, range }: { report: PriceCoverage; range: Range }) {
  const [adding, setAdding] = useState<CoverageModel>();
  const missing = report.models.filter(({ provider, model }) =>
    report.without_price.includes(`${provider}/${model}`),
  );
  const [first] = missing;
  return (
    <section className="rounded-lg border border-line bg-surface px-4 py-3 sm:px-5">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        <TriangleAlert aria-hidden className="size-4 text-warn" />
        {text.missingTitle(missing.length)}
      </h2>
      <p className="mt-1 max-w-3xl text-sm text-ink-2">{text.missingLead}</p>
      <ul className="my-2 max-h-80 divide-y divide-line overflow-y-auto">
        {missing.map((one) => (
          <Row
            key={`${one.provider}/${one.model}`}
            model={one}
            currency={report.currency}
            range={range}
            onAdd={() => setAdding(one)}
          />
        ))}
      </ul>
      {first === undefined ? null : (
        <CodeBlock text={text.cli(priceProviderOf(first), first.model)} label={common.cliLabel} />
      )}
      <Suspense>
        {adding === undefined ? null : (
          <OverrideDialog
            provider={priceProviderOf(adding)}
            model={adding.model}
            onClose={() => setAdding(undefined)}
          />
        )}
      </Suspense>
    </section>
  );
}
