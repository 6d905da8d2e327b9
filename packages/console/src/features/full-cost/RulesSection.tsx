import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AllocationRule, CostItem } from '@weir/core/contract';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { Fragment, useState } from 'react';
import { removeRule } from '../../api/full-cost-mutations.ts';
import { allocationRulesQuery, costItemsQuery } from '../../api/full-cost-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { Teach } from '../../ui/teach.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { RuleDialog } from './RuleDialog.tsx';
import { ruleInWords } from './rule-words.ts';
import { rulesText as text } from './text.ts';

type Asked = { what: 'create' } | { what: 'change' | 'remove'; rule: AllocationRule };

function Users({ items }: { items: readonly CostItem[] }) {
  if (items.length === 0) return text.nobody;
  return items.map(({ id, name }, index) => (
    <Fragment key={id}>
      {index === 0 ? null : ', '}
      <Link to="/full-cost" search={{ section: 'explained', item: id }} className={LINK_CLASS}>
        {name}
      </Link>
    </Fragment>
  ));
}

function Rule(props: { rule: AllocationRule; items: readonly CostItem[]; ask: (asked: Asked) => void }) {
  const { rule, items, ask } = props;
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 grow text-sm">
        <h2 className="font-medium">
          {rule.name} <span className="font-mono text-xs font-normal text-ink-3">{rule.id}</span>
        </h2>
        {ruleInWords(rule).map((sentence) => (
          <p key={sentence} className="text-ink-2">
            {sentence}
          </p>
        ))}
        <p className="mt-1 text-xs text-ink-3">
          {text.usedBy} <Users items={items} />
        </p>
      </div>
      <span className="inline-flex shrink-0">
        <IconButton label={text.change(rule.id)} onClick={() => ask({ what: 'change', rule })}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton
          label={text.remove(rule.id)}
          className="hover:!text-bad"
          onClick={() => ask({ what: 'remove', rule })}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

export default function RulesSection() {
  const [asked, setAsked] = useState<Asked>();
  const rules = useQuery(allocationRulesQuery());
  const items = useQuery(costItemsQuery()).data ?? [];
  const close = () => setAsked(undefined);
  const create = (
    <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
      <Plus aria-hidden />
      {text.create}
    </Button>
  );
  return (
    <>
      <SectionHead lead={text.lead} actions={create} />
      <Answer
        query={rules}
        isEmpty={(all) => all.length === 0}
        teach={<Teach title={text.emptyTitle} what={text.empty} />}
      >
        {(all) => (
          <Panel flush>
            <ul aria-label={text.caption} className="divide-y divide-line">
              {all.map((rule) => (
                <Rule
                  key={rule.id}
                  rule={rule}
                  items={items.filter((item) => item.rule === rule.id)}
                  ask={setAsked}
                />
              ))}
            </ul>
          </Panel>
        )}
      </Answer>
      {asked === undefined ? null : asked.what === 'remove' ? (
        <RemoveRecord
          id={asked.rule.id}
          lead={text.removeLead}
          done={text.removed(asked.rule.id)}
          remove={removeRule}
          onClose={close}
        />
      ) : (
        <RuleDialog {...(asked.what === 'change' ? { rule: asked.rule } : {})} onClose={close} />
      )}
    </>
  );
}
