import { useQuery } from '@tanstack/react-query';
import type { TagDefinition } from '@weir/core/contract';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { removeTag, tagDefinitionsQuery } from '../../api/attribution-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { tagText as text } from './text.ts';

const TagDialog = lazy(() => import('./TagDialog.tsx'));
const MOST_SHOWN = 6;

function Values({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span className="text-ink-3">{text.anyValue}</span>;
  return (
    <span className="flex flex-wrap items-center gap-1">
      {of.slice(0, MOST_SHOWN).map((value) => (
        <Tag key={value}>{value}</Tag>
      ))}
      {of.length > MOST_SHOWN ? (
        <span className="text-xs text-ink-3">{text.more(of.length - MOST_SHOWN)}</span>
      ) : null}
    </span>
  );
}

type Asked = { what: 'create' } | { what: 'change' | 'remove'; tag: TagDefinition };

function TagTable({ tags, onAsk }: { tags: readonly TagDefinition[]; onAsk: (asked: Asked) => void }) {
  const columns = useMemo(
    (): Column<TagDefinition>[] => [
      {
        id: 'tag',
        header: text.tag,
        cell: ({ id, description }) => (
          <>
            <span className="font-medium break-words">{id}</span>
            {description === '' ? null : (
              <span className="block text-xs break-words text-ink-3">{description}</span>
            )}
          </>
        ),
      },
      {
        id: 'values',
        header: text.values,
        from: 'sm',
        cell: (tag) => <Values of={tag.allowed_values} />,
      },
      { id: 'parent', header: text.parent, from: 'md', cell: ({ parent }) => parent ?? text.noParent },
      {
        id: 'unknown',
        header: text.onUnknown,
        from: 'lg',
        cell: ({ on_unknown: policy }) => (
          <Tag tone={policy === 'reject' ? 'bad' : 'warn'} title={text.policyHints[policy]}>
            {text.policies[policy]}
          </Tag>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (tag) => (
          <span className="inline-flex">
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

/** Which values tags may have, and under which others they lie. */
export function TagsSection() {
  const tags = useQuery(tagDefinitionsQuery());
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
            <TagTable tags={all} onAsk={setAsked} />
          </Panel>
        )}
      </Answer>
      <Suspense>
        {asked?.what === 'create' ? <TagDialog tags={tags.data ?? []} onClose={close} /> : null}
        {asked?.what === 'change' ? (
          <TagDialog tag={asked.tag} tags={tags.data ?? []} onClose={close} />
        ) : null}
        {asked?.what === 'remove' ? (
          <RemoveRecord
            id={asked.tag.id}
            lead={text.removeLead}
            done={text.removed(asked.tag.id)}
            remove={removeTag}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}
