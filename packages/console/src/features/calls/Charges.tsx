import { Link } from '@tanstack/react-router';
import type { CallFact, ChargeFact } from '@weir/core/contract';
import { useMemo } from 'react';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { formatCountShort } from '../../format/number.ts';
import { Formula } from '../../ui/formula.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { chargeLine, modelOf, quantityText, readPriceRef, unitLabel } from './prepare.ts';
import { callText, estimateReasons } from './text.ts';

/** A charge has no id of its own; its place in the call is one. */
interface Line {
  charge: ChargeFact;
  id: string;
}

function PriceReference({ charge }: { charge: ChargeFact }) {
  const reference = readPriceRef(charge.price_ref);
  const { kind, subject, since } = reference;
  const model = modelOf(reference);
  return (
    <span className="flex min-w-0 flex-col leading-snug" title={charge.price_ref}>
      <span className="flex items-center gap-1.5">
        {charge.priced ? <Tag>{kind}</Tag> : <Tag tone="warn">{callText.fallback}</Tag>}
        {model === undefined ? (
          <span className="max-w-56 truncate">{subject}</span>
        ) : (
          <Link
            to="/models/$provider/$model"
            params={model}
            title={callText.priceHistory(subject)}
            className={`${LINK_CLASS} max-w-56 truncate`}
          >
            {subject}
          </Link>
        )}
      </span>
      {since === undefined ? null : <span className="text-xs text-ink-3">{callText.priceSince(since)}</span>}
    </span>
  );
}

function UnitPrice({ charge }: { charge: ChargeFact }) {
  const own = formatMoney(charge.contracted_unit_price, charge.currency);
  const list = formatMoney(charge.list_unit_price, charge.currency);
  return (
    <span className="inline-flex flex-col leading-snug">
      <span title={own.exact}>
        {own.text} <span className="text-xs text-ink-3">{callText.per(formatCountShort(charge.per))}</span>
      </span>
      {own.exact === list.exact ? null : (
        <span className="text-xs text-ink-3">{callText.list(list.text)}</span>
      )}
    </span>
  );
}

function notices(call: CallFact): { title: string; why: string }[] {
  const reasons = new Set(call.charges.flatMap(({ estimate_reason }) => estimate_reason ?? []));
  const estimated = [...reasons].filter((reason) => reason !== 'price_unknown');
  return [
    ...estimated.map((reason) => ({ title: callText.estimatedTitle, why: estimateReasons[reason] })),
    ...(call.charges.some(({ priced }) => !priced)
      ? [{ title: callText.unpricedTitle, why: callText.unpricedHint }]
      : []),
  ];
}

/** The formula with the figures of this call, line by line, and where the rest is written. */
function HowComputed({ call }: { call: CallFact }) {
  return (
    <Formula
      figure={callText.howTitle}
      label={callText.how}
      meaning={callText.howMeaning}
      lines={[
        ...call.charges.map(chargeLine),
        callText.sum(formatMoney(call.cost, call.currency, allDecimals(call.cost)).text),
      ]}
      note={callText.howNote}
    />
  );
}

/** Every charge as quantity × unit price ÷ per = amount, with the price it rests on. */
export function Charges({ call }: { call: CallFact }) {
  const lines = call.charges.map(
    (charge, position): Line => ({ charge, id: `${charge.attempt} ${position}` }),
  );
  const columns = useMemo((): Column<Line>[] => {
    // every digit is shown, so that the sum can be checked by eye
    const decimals = Math.max(
      ...[...call.charges.map((one) => one.effective_cost), call.cost].map(allDecimals),
    );
    const several = new Set(call.charges.map(({ attempt }) => attempt)).size > 1;
    return [
      {
        id: 'unit',
        header: callText.unit,
        footer: callText.total,
        cell: ({ charge }) => (
          <span className="flex items-center gap-1.5">
            {unitLabel(charge.unit)}
            {several ? <Tag>#{charge.attempt}</Tag> : null}
            {charge.estimated ? <Tag tone="warn">{callText.estimatedTitle}</Tag> : null}
          </span>
        ),
      },
      {
        id: 'quantity',
        header: callText.quantity,
        align: 'end',
        cell: ({ charge }) => quantityText(charge.quantity),
      },
      {
        id: 'price',
        header: callText.unitPrice,
        align: 'end',
        className: 'sm:whitespace-nowrap',
        cell: ({ charge }) => <UnitPrice charge={charge} />,
      },
      {
        id: 'amount',
        header: callText.amount,
        align: 'end',
        cell: ({ charge }) => (
          <Money amount={charge.effective_cost} currency={charge.currency} decimals={decimals} />
        ),
        footer: <Money amount={call.cost} currency={call.currency} decimals={decimals} />,
      },
      {
        id: 'ref',
        header: callText.price,
        from: 'md',
        className: 'pl-8',
        cell: ({ charge }) => <PriceReference charge={charge} />,
      },
    ];
  }, [call]);
  return (
    <Panel
      title={callText.charges}
      note={lines.length === 0 ? null : callText.formula}
      flush
      {...(lines.length === 0 ? {} : { actions: <HowComputed call={call} /> })}
    >
      {notices(call).map(({ title, why }) => (
        <p key={title + why} className="mx-4 mb-3 rounded-md bg-warn-weak px-3 py-2 text-sm text-warn">
          <strong className="font-semibold">{title}.</strong> {why}
        </p>
      ))}
      {lines.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">
          {call.status === 'refused'
            ? callText.noChargesRefused
            : call.cache === 'hit'
              ? callText.noChargesCached
              : callText.noCharges}
        </p>
      ) : (
        <DataTable caption={callText.charges} columns={columns} rows={lines} rowId={({ id }) => id} />
      )}
    </Panel>
  );
}
