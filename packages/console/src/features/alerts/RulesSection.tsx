import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertRule } from '@weir/core/contract';
import { useMemo } from 'react';
import { changeRule, removeRule } from '../../api/alert-mutations.ts';
import { alertRulesQuery } from '../../api/alert-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import type { Column } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { announce } from '../../ui/toast.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from '../routing/RecordActions.tsx';
import { type Ask, IdCell, RecordsSection } from '../routing/RecordsSection.tsx';
import { conditionText, writeScopeLines } from './prepare.ts';
import { RuleDialog } from './RuleDialog.tsx';
import { SeverityTag } from './tags.tsx';
import { kindHints, kindLabels, ruleText as text } from './text.ts';

/** A switch: takes effect at once. */
function Enabled({ rule: { id, enabled } }: { rule: AlertRule }) {
  const client = useQueryClient();
  const turning = useMutation({
    mutationFn: (next: boolean) => changeRule(id, { enabled: next }),
    onSuccess: (rule) => announce(rule.enabled ? text.turnedOn(id) : text.turnedOff(id)),
    onError: (error) => announce(error.message),
    onSettled: () => void client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  return (
    <input
      type="checkbox"
      className="size-4 accent-accent"
      aria-label={text.isOn(id)}
      checked={turning.isPending ? turning.variables : enabled}
      disabled={turning.isPending}
      onChange={(event) => turning.mutate(event.target.checked)}
    />
  );
}

function Condition({ rule }: { rule: AlertRule }) {
  const condition = conditionText(rule);
  const scope = writeScopeLines(rule.scope).split('\n').join(', ');
  return (
    <>
      <span title={kindHints[rule.kind]}>
        {kindLabels[rule.kind]} <span className="text-ink-2">{condition}</span>
      </span>
      <span className="block text-xs text-ink-3">{scope === '' ? text.everything : scope}</span>
    </>
  );
}

function useColumns(ask: Ask<AlertRule>): Column<AlertRule>[] {
  return useMemo(
    () => [
      { id: 'id', header: recordText.id, cell: ({ id, name }) => <IdCell id={id} name={name} /> },
      {
        id: 'condition',
        header: text.condition,
        from: 'sm',
        cell: (rule) => <Condition rule={rule} />,
      },
      {
        id: 'severity',
        header: text.severity,
        from: 'md',
        cell: ({ severity }) => <SeverityTag severity={severity} />,
      },
      {
        id: 'channels',
        header: text.tells,
        from: 'lg',
        cell: ({ channels }) =>
          channels.length === 0 ? (
            <span className="text-ink-3">{text.nobody}</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {channels.map((id) => (
                <Tag key={id}>{id}</Tag>
              ))}
            </span>
          ),
      },
      { id: 'enabled', header: text.enabled, cell: (rule) => <Enabled rule={rule} /> },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (rule) => (
          <span className="inline-flex">
            <RecordActions
              id={rule.id}
              onChange={() => ask('change', rule)}
              onRemove={() => ask('remove', rule)}
            />
          </span>
        ),
      },
    ],
    [ask],
  );
}

/** When to tell whom. */
export function RulesSection() {
  return (
    <RecordsSection
      text={text}
      query={useQuery(alertRulesQuery())}
      useColumns={useColumns}
      dialog={(rule, close) => <RuleDialog rule={rule} onClose={close} />}
      remove={removeRule}
    />
  );
}
