import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MergedWorkload, Workload } from '@weir/core/contract';
import { type FormEvent, useState } from 'react';
import { faultOf } from '../../api/failure.ts';
import { REGISTRY, VALUE, workloadsQuery } from '../../api/queries.ts';
import { mergeWorkload } from '../../api/workload-queries.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { announce } from '../../ui/toast.tsx';
import { mergeText as text } from './profile-text.ts';

/** What became of it, and what is left to see to. */
function Merged({ merged }: { merged: MergedWorkload }) {
  const { into, keys, left_behind: left, attribution_rule: rule } = merged;
  const lines = [
    ...(left.budgets.length === 0 ? [] : [text.budgets(left.budgets.join(', '))]),
    ...(left.rate_limits.length === 0 ? [] : [text.rateLimits(left.rate_limits.join(', '))]),
    ...(left.outcome_rules.length === 0 ? [] : [text.outcomeRules(left.outcome_rules.join(', '))]),
  ];
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>{text.keys(keys.length)}</p>
      {lines.length === 0 ? null : (
        <div>
          <p>{text.leftBehind}</p>
          <ul className="mt-1 list-disc pl-5 text-ink-2">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {rule === undefined ? null : <p>{text.proposed}</p>}
      <LinkButton look="primary" className="self-end" to="/workloads/$id" params={{ id: into }}>
        {text.open(into)}
      </LinkButton>
    </div>
  );
}

function useMerge(workload: Workload, onMerged: (merged: MergedWorkload) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { into: string; move_past: boolean }) => mergeWorkload(workload.id, body),
    onSuccess: (merged) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      void client.invalidateQueries({ queryKey: [VALUE] });
      announce(text.done(workload.id, merged.into));
      onMerged(merged);
    },
  });
}

/** Merges a workload into another of its environment. */
export default function MergeDialog({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const all = useQuery(workloadsQuery()).data ?? [];
  const fitting = all.filter(
    ({ id, environment, stage }) =>
      id !== workload.id && environment === workload.environment && stage !== 'retired',
  );
  const [into, setInto] = useState('');
  const [movesPast, setMovesPast] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const [merged, setMerged] = useState<MergedWorkload>();
  const merge = useMerge(workload, setMerged);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (into !== '') merge.mutate({ into, move_past: movesPast });
  };
  const fault = isAsked && into === '' ? text.required : faultOf(merge.error, 'into');
  if (merged !== undefined) {
    return (
      <Dialog open onClose={onClose} title={text.done(workload.id, merged.into)}>
        <Merged merged={merged} />
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={text.title(workload.id)} description={text.lead}>
      <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={text.into} hint={fitting.length === 0 ? text.noneFit : text.intoHint} error={fault}>
          {({ id }) => (
            <Select
              id={id}
              label={text.into}
              value={into}
              onChange={setInto}
              choices={[
                { value: '', label: text.choose },
                ...fitting.map(({ id: other, name }) => ({ value: other, label: name, hint: other })),
              ]}
              className="h-9 w-full"
            />
          )}
        </Field>
        <Check
          label={text.movePast}
          hint={text.movePastHint}
          checked={movesPast}
          onChange={({ target }) => setMovesPast(target.checked)}
        />
        {merge.error === null || fault !== undefined ? null : <Failure error={merge.error} />}
        <Button type="submit" look="danger" className="self-end" disabled={merge.isPending}>
          {merge.isPending ? text.merging : text.submit}
        </Button>
      </form>
    </Dialog>
  );
}
