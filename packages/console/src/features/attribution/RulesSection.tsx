import { useQuery } from '@tanstack/react-query';
import type { AttributionRule, TagFilter } from '@weir/core/contract';
import { Eye, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { attributionRulesQuery, removeRule } from '../../api/attribution-queries.ts';
import { formatDay } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, IconButton, LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { dimensionLabel } from '../scope/text.ts';
import { useZone } from '../scope/useZone.ts';
import { ruleText as text } from './text.ts';

const RunDialog = lazy(() => import('./RunDialog.tsx'));
const ClaimDialog = lazy(() => import('./ClaimDialog.tsx'));

const shown = (value: string) => (value === '' ? text.none : value);

export function When({ when }: { when: TagFilter }) {
  return (
    <span className="flex flex-col gap-0.5 text-xs">
      {Object.entries(when).map(([name, values]) => (
        <span key={name} className="break-words">
          {text.equals(dimensionLabel(name), values.map(shown).join(text.or))}
        </span>
      ))}
    </span>
  );
}

type Asked = { what: 'create' } | { what: 'preview'; rule?: string } | { what: 'remove'; rule: string };

function RuleTable({ rules, onAsk }: { rules: readonly AttributionRule[]; onAsk: (asked: Asked) => void }) {
  const zone = useZone();
  const columns = useMemo(
    (): Column<AttributionRule>[] => [
      {
        id: 'rule',
        header: text.rule,
        cell: ({ id, reason }) => (
          <>
            <span className="font-medium break-words">{id}</span>
            <span className="block text-xs break-words text-ink-3">{reason}</span>
          </>
        ),
      },
      { id: 'when', header: text.when, from: 'md', cell: ({ when }) => <When when={when} /> },
      {
        id: 'set',
        header: text.set,
        from: 'sm',
        cell: ({ set }) => (
          <When when={Object.fromEntries(Object.entries(set).map(([name, value]) => [name, [value]]))} />
        ),
      },
      {
        id: 'since',
        header: text.since,
        from: 'lg',
        cell: ({ since, until }) => (
          <>
            {formatDay(since, zone)}
            <span className="block text-xs text-ink-3">
              {until === undefined ? text.goesOn : `${text.until} ${formatDay(until, zone)}`}
            </span>
          </>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: ({ id }) => (
          <span className="inline-flex">
            <IconButton label={text.preview(id)} onClick={() => onAsk({ what: 'preview', rule: id })}>
              <Eye aria-hidden />
            </IconButton>
            <IconButton
              label={recordText.remove(id)}
              className="hover:!text-bad"
              onClick={() => onAsk({ what: 'remove', rule: id })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ),
      },
    ],
    [zone, onAsk],
  );
  return <DataTable caption={text.caption} columns={columns} rows={rules} rowId={({ id }) => id} />;
}

/** Rules that claim the past: what each says, what it would move, and the way to the proposals. */
export function RulesSection() {
  const rules = useQuery(attributionRulesQuery());
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const monthAgo = useMemo(() => new Date(Date.now() - 30 * 86_400_000).toISOString(), []);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <div className="flex flex-wrap gap-2">
            <LinkButton to="/reconciliation" search={{ section: 'proposals' }}>
              {text.proposals}
            </LinkButton>
            {rules.data === undefined || rules.data.length === 0 ? null : (
              <Button onClick={() => setAsked({ what: 'preview' })}>{text.previewAll}</Button>
            )}
            <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
              <Plus aria-hidden />
              {text.create}
            </Button>
          </div>
        }
      />
      <Answer
        query={rules}
        isEmpty={(all) => all.length === 0}
        teach={
          <Empty title={text.empty} action={<LinkButton to="/attribution">{text.toWork}</LinkButton>}>
            {text.emptyHint}
          </Empty>
        }
      >
        {(all) => (
          <Panel flush>
            <RuleTable rules={all} onAsk={setAsked} />
          </Panel>
        )}
      </Answer>
      <Suspense>
        {asked?.what === 'create' ? <ClaimDialog since={monthAgo} onClose={close} /> : null}
        {asked?.what === 'preview' ? (
          <RunDialog {...(asked.rule === undefined ? {} : { rule: asked.rule })} onClose={close} />
        ) : null}
        {asked?.what === 'remove' ? (
          <RemoveRecord
            id={asked.rule}
            lead={text.removeLead}
            done={text.removed(asked.rule)}
            remove={removeRule}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}
