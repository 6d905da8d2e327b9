import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { VirtualTag } from '@weir/core/contract';
import { ChartColumnStacked, Pencil, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { removeVirtualTag, virtualTagsQuery } from '../../api/attribution-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { virtualText as text } from './text.ts';

const VirtualDialog = lazy(() => import('./VirtualDialog.tsx'));
type Asked = { what: 'create' } | { what: 'change' | 'remove'; tag: VirtualTag };

const valuesOf = ({ rules, otherwise }: VirtualTag) => [
  ...new Set([...rules.map(({ value }) => value), otherwise].filter((value) => value !== '')),
];

function VirtualTable({ tags, onAsk }: { tags: readonly VirtualTag[]; onAsk: (asked: Asked) => void }) {
  const columns = useMemo(
    (): Column<VirtualTag>[] => [
      {
        id: 'tag',
        header: text.tag,
        cell: ({ id, name }) => (
          <>
            <span className="font-medium break-words">{name}</span>
            <span className="block font-mono text-xs break-all text-ink-3">virtual.{id}</span>
          </>
        ),
      },
      {
        id: 'values',
        header: text.values,
        from: 'sm',
        cell: (tag) => (
          <span className="flex flex-wrap gap-1">
            {valuesOf(tag).map((value) => (
              <Tag key={value}>{value}</Tag>
            ))}
          </span>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (tag) => (
          <span className="inline-flex">
            <Link
              to="/explorer"
              search={{ by: [`virtual.${tag.id}`], range: '30d' }}
              aria-label={text.explore(tag.id)}
              title={text.explore(tag.id)}
              className={buttonClass('quiet', 'icon')}
            >
              <ChartColumnStacked aria-hidden />
            </Link>
            <IconButton label={recordText.change(tag.id)} onClick={() => onAsk({ what: 'change', tag })}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton
              label={recordText.remove(tag.id)}
              className="hover:!text-bad"
              onClick={() => onAsk({ what: 'remove', tag })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ),
      },
    ],
    [onAsk],
  );
  return <DataTable caption={text.caption} columns={columns} rows={tags} rowId={({ id }) => id} />;
}

/** Dimensions that no call carries, worked out of others. */
export function VirtualSection() {
  const tags = useQuery(virtualTagsQuery());
  const [asked, setAsked] = useState<Asked>();
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
        query={tags}
        isEmpty={(all) => all.length === 0}
        teach={<Empty title={text.empty}>{text.emptyHint}</Empty>}
      >
        {(all) => (
          <Panel flush>
            <VirtualTable tags={all} onAsk={setAsked} />
          </Panel>
        )}
      </Answer>
      <Suspense>
        {asked?.what === 'create' ? <VirtualDialog onClose={close} /> : null}
        {asked?.what === 'change' ? <VirtualDialog tag={asked.tag} onClose={close} /> : null}
        {asked?.what === 'remove' ? (
          <RemoveRecord
            id={asked.tag.id}
            lead={text.removeLead}
            done={text.removed(asked.tag.id)}
            remove={removeVirtualTag}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}
