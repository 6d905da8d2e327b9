import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AllocationRun, CostItem } from '@weir/core/contract';
import { ListTree, Pencil, Plus, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { allocationPreviewQuery, costItemsQuery } from '../../api/full-cost-queries.ts';
import { formatMoney } from '../../format/money.ts';
import { toInputValue } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Teach } from '../../ui/teach.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { ItemDialog } from './ItemDialog.tsx';
import { termsInWords } from './item-words.ts';
import { monthOf } from './months.ts';
import { QuantitiesDialog } from './QuantitiesDialog.tsx';
import { COST_ITEM_COMMAND, categoryName, text as page, itemsText as text } from './text.ts';

type Asked = { what: 'create' } | { what: 'change' | 'quantities'; item: CostItem };

function Validity({ item, today }: { item: CostItem; today: string }) {
  const { from, until } = item;
  return (
    <span className="whitespace-nowrap">
      {until === undefined ? text.since(from) : text.span(from, until)}{' '}
      {until === from ? (
        <Tag>{text.voided}</Tag>
      ) : until !== undefined && until <= today ? (
        <Tag>{text.ended}</Tag>
      ) : null}
    </span>
  );
}

function Bearer({ item: { workload, rule } }: { item: CostItem }) {
  if (workload !== undefined) {
    return (
      <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
        {workload}
      </Link>
    );
  }
  if (rule === undefined) return text.whereCounted;
  return (
    <Link to="/full-cost" search={{ section: 'rules' }} className={LINK_CLASS}>
      {text.rule(rule)}
    </Link>
  );
}

function columnsOf(
  run: AllocationRun | undefined,
  today: string,
  ask: (asked: Asked) => void,
): Column<CostItem>[] {
  const soFar = new Map(run?.items.map(({ item, amount }) => [item, amount]));
  const month = monthOf(today);
  return [
    {
      id: 'name',
      header: text.name,
      cell: ({ id, name, sandbox }) => (
        <>
          <span className="font-medium break-words">{name}</span> {sandbox ? <Tag>{text.sandbox}</Tag> : null}
          <span className="block text-xs text-ink-3">{id}</span>
        </>
      ),
    },
    {
      id: 'category',
      header: text.category,
      from: 'lg',
      cell: ({ category }) => categoryName(category),
    },
    { id: 'terms', header: text.terms, from: 'md', cell: ({ terms }) => termsInWords(terms) },
    { id: 'bears', header: text.bears, from: 'lg', cell: (item) => <Bearer item={item} /> },
    {
      id: 'validity',
      header: text.validity,
      from: 'xl',
      cell: (item) => <Validity item={item} today={today} />,
    },
    {
      id: 'soFar',
      header: text.soFar,
      align: 'end',
      cell: ({ id }) => {
        const amount = soFar.get(id);
        if (amount === undefined) return page.none;
        return (
          <Link
            to="/full-cost"
            search={{ section: 'explained', item: id, month }}
            aria-label={`${formatMoney(amount, run?.currency ?? 'USD', 2).text}: ${text.explain(id)}`}
            className={LINK_CLASS}
          >
            <Money amount={amount} currency={run?.currency ?? 'USD'} decimals={2} />
          </Link>
        );
      },
    },
    {
      id: 'actions',
      header: page.actions,
      align: 'end',
      cell: (item) => (
        <span className="inline-flex">
          {item.terms.kind === 'metered' ? (
            <IconButton label={text.quantities(item.id)} onClick={() => ask({ what: 'quantities', item })}>
              <Upload aria-hidden />
            </IconButton>
          ) : null}
          <Link
            to="/full-cost"
            search={{ section: 'explained', item: item.id, month }}
            aria-label={text.explain(item.id)}
            title={text.explain(item.id)}
            className={buttonClass('quiet', 'icon', 'max-sm:hidden')}
          >
            <ListTree aria-hidden />
          </Link>
          <IconButton label={text.change(item.id)} onClick={() => ask({ what: 'change', item })}>
            <Pencil aria-hidden />
          </IconButton>
        </span>
      ),
    },
  ];
}

export default function ItemsSection() {
  const zone = useZone();
  const today = toInputValue(useNow(60_000), zone).slice(0, 10);
  const [asked, setAsked] = useState<Asked>();
  const items = useQuery(costItemsQuery());
  const run = useQuery(allocationPreviewQuery(monthOf(today))).data;
  const columns = useMemo(() => columnsOf(run, today, setAsked), [run, today]);
  const close = () => setAsked(undefined);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        }
      />
      <Answer
        query={items}
        isEmpty={(all) => all.length === 0}
        teach={
          <Teach
            title={text.emptyTitle}
            what={text.empty}
            steps={page.teachSteps}
            command={{ label: page.teachCommand, text: COST_ITEM_COMMAND }}
          />
        }
      >
        {(all) => (
          <Panel flush>
            <DataTable caption={text.caption} columns={columns} rows={all} rowId={({ id }) => id} />
          </Panel>
        )}
      </Answer>
      {asked === undefined ? null : asked.what === 'quantities' ? (
        <QuantitiesDialog item={asked.item} onClose={close} />
      ) : (
        <ItemDialog {...(asked.what === 'change' ? { item: asked.item } : {})} onClose={close} />
      )}
    </>
  );
}
