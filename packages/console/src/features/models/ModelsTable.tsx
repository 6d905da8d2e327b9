import { Link } from '@tanstack/react-router';
import type { Model } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatCountShort } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Capabilities, ModelTags } from './ModelTags.tsx';
import { rateOf } from './prepare.ts';
import { text } from './text.ts';

const contracted = (model: Model, unit: string) => rateOf(model.rates, unit)?.contracted;

/** Both prices in a line, for screens that have no room for their columns. */
function shortPrices(model: Model): string {
  const both = ['input_tokens', 'output_tokens'].map((unit) => contracted(model, unit));
  return both
    .map((amount) => (amount === undefined ? text.unknown : formatMoney(amount, model.currency).text))
    .join(' / ');
}

export function ModelsTable({ models, stale }: { models: readonly Model[]; stale: boolean }) {
  const columns = useMemo((): Column<Model>[] => {
    const price = (id: string, header: string, unit: string): Column<Model> => ({
      id,
      header,
      align: 'end',
      from: 'md',
      cell: (model) => {
        const amount = contracted(model, unit);
        if (amount === undefined) return <span className="text-ink-3">{text.unknown}</span>;
        return <Money full amount={amount} currency={model.currency} />;
      },
    });
    return [
      {
        id: 'model',
        header: text.model,
        cell: (model) => (
          <>
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                to="/models/$provider/$model"
                params={{ provider: model.provider, model: model.model }}
                className={`${LINK_CLASS} font-medium break-all`}
              >
                {model.model}
              </Link>
              <ModelTags model={model} />
            </span>
            <span className="block text-xs text-ink-3 md:hidden">
              {text.below(model.provider, shortPrices(model))}
            </span>
          </>
        ),
      },
      { id: 'provider', header: text.provider, from: 'md', cell: ({ provider }) => provider },
      price('input', text.input, 'input_tokens'),
      price('output', text.output, 'output_tokens'),
      {
        id: 'context',
        header: text.context,
        align: 'end',
        from: 'lg',
        cell: ({ context_window: size }) =>
          size === undefined ? <span className="text-ink-3">{text.unknown}</span> : formatCountShort(size),
      },
      {
        id: 'capabilities',
        header: text.capabilities,
        from: 'xl',
        className: 'pl-8 text-xs text-ink-2 max-w-72',
        cell: ({ capabilities }) => <Capabilities names={capabilities} none={text.unknown} />,
      },
      {
        id: 'from',
        header: text.from,
        from: 'lg',
        cell: ({ available_from }) =>
          available_from.length === 0 ? (
            <span className="text-ink-3">{text.unknown}</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {available_from.map((id) => (
                <Tag key={id} tone="good">
                  {id}
                </Tag>
              ))}
            </span>
          ),
      },
    ];
  }, []);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={models}
      rowId={({ provider, model }) => `${provider}/${model}`}
      stale={stale}
    />
  );
}
