import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { OutcomeRule } from '@weir/core/contract';
import { Pencil, Plus, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { changeOutcomeRule, removeOutcomeRule } from '../../api/outcome-mutations.ts';
import { outcomeRulesQuery } from '../../api/outcome-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Teach } from '../../ui/teach.tsx';
import { announce } from '../../ui/toast.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { writeTerm } from '../scope/scope.ts';
import { RuleDialog } from './RuleDialog.tsx';
import { ruleInWords } from './rule-fields.ts';
import { rulesText as text } from './text.ts';

type Asked = { what: 'create' } | { what: 'change' | 'remove'; rule: OutcomeRule };

function Rule({ rule, ask }: { rule: OutcomeRule; ask: (asked: Asked) => void }) {
  const client = useQueryClient();
  const { id, enabled } = rule;
  const turning = useMutation({
    mutationFn: () => changeOutcomeRule(id, { enabled: !enabled }),
    onSuccess: async () => {
      announce(enabled ? text.turnedOff(id) : text.turnedOn(id));
      await client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-3">
      <div className="min-w-0 grow basis-64 text-sm">
        <h2 className="flex items-center gap-2 font-medium">
          {rule.name}
          <Tag tone={enabled ? 'good' : 'neutral'}>{enabled ? text.enabledTag : text.disabledTag}</Tag>
        </h2>
        {ruleInWords(rule).map((sentence) => (
          <p key={sentence} className="text-ink-2">
            {sentence}
          </p>
        ))}
        <Link
          to="/outcomes"
          search={{
            outcome: rule.outcome,
            filter: [writeTerm({ dimension: 'workload', value: rule.workload })],
          }}
          className={`${LINK_CLASS} text-xs`}
        >
          {text.outcomesOf}
        </Link>
        {turning.error === null ? null : <Failure error={turning.error} />}
      </div>
      <span className="inline-flex shrink-0">
        <IconButton
          label={enabled ? text.disable(id) : text.enable(id)}
          aria-pressed={enabled}
          disabled={turning.isPending}
          onClick={() => turning.mutate()}
        >
          <Power aria-hidden className={enabled ? 'text-good' : ''} />
        </IconButton>
        <IconButton label={text.change(id)} onClick={() => ask({ what: 'change', rule })}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton
          label={text.remove(id)}
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
  const rules = useQuery(outcomeRulesQuery());
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
        query={rules}
        isEmpty={(all) => all.length === 0}
        teach={
          <Teach
            title={text.emptyTitle}
            what={text.empty}
            command={{ label: text.commandLabel, text: text.command }}
          />
        }
      >
        {(all) => (
          <Panel flush>
            <ul aria-label={text.caption} className="divide-y divide-line">
              {all.map((rule) => (
                <Rule key={rule.id} rule={rule} ask={setAsked} />
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
          remove={removeOutcomeRule}
          onClose={close}
        />
      ) : (
        <RuleDialog {...(asked.what === 'change' ? { rule: asked.rule } : {})} onClose={close} />
      )}
    </>
  );
}
