import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { GateItem, GateStatus, Person } from '@weir/core/contract';
import { type ReactNode, useState } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { gateQuery } from '../../api/gate-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { announce } from '../../ui/toast.tsx';
import { Conflict, isConflict } from './Conflict.tsx';
import { itemStateTexts, reviewText as text } from './text.ts';

interface DecisionDialogProps<Fields extends FieldValues> {
  gate: GateStatus;
  item: GateItem;
  lead: string;
  form: UseFormReturn<Fields>;
  /** Given the revision that whoever decides saw. */
  decide: (fields: Fields, revision: number) => Promise<GateStatus>;
  done: (fields: Fields) => string;
  submit: (fields: Fields) => string;
  /** Names of the API whose faults the fields show themselves. */
  explains: readonly string[];
  isBlocked: boolean;
  onClose: () => void;
  children: (faultAt: (apiField: string) => string | undefined) => ReactNode;
}

/** A decision on an item of a gate: made on what was seen when it was opened, and told when somebody else was faster. */
export function DecisionDialog<Fields extends FieldValues>(props: DecisionDialogProps<Fields>) {
  const { gate, item, lead, form, decide, done, submit, explains, isBlocked, onClose, children } = props;
  const client = useQueryClient();
  const [seen, setSeen] = useState(gate.revision);
  const latest = useQuery(gateQuery(gate.workload)).data ?? gate;
  const saving = useMutation({
    mutationFn: (fields: Fields) => decide(fields, seen),
    onSuccess: (_, fields) => {
      announce(done(fields));
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: [REGISTRY] }),
  });
  const { error } = saving;
  const faultAt = (field: string) => faultOf(error, field);
  const isExplained = explains.some((field) => faultAt(field) !== undefined);
  const overtaken = isConflict(error);
  const stateNow = latest.items.find(({ id }) => id === item.id)?.state;
  const isReadAgain = latest.revision !== seen && stateNow !== undefined;
  return (
    <Dialog open onClose={onClose} title={item.title} description={lead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit((fields) => saving.mutate(fields))}
      >
        <div className="rounded-md bg-sunken px-4 py-3 text-sm">
          <p className="text-xs text-ink-3">{text.beside}</p>
          <p className="mt-0.5 break-words">{item.evidence}</p>
        </div>
        {children(faultAt)}
        {overtaken ? (
          <Conflict
            error={error}
            now={isReadAgain ? itemStateTexts[stateNow] : undefined}
            onAgain={() => {
              setSeen(latest.revision);
              saving.reset();
            }}
          />
        ) : error === null || isExplained ? null : (
          <Failure error={error} />
        )}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button type="submit" look="primary" disabled={saving.isPending || isBlocked || overtaken}>
            {saving.isPending ? text.saving : submit(form.getValues())}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface DeciderFieldProps {
  label: string;
  hint: string;
  nobody: string;
  deciders: readonly Person[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

/** Who decides, of those who may. */
export function DeciderField({ label, hint, nobody, deciders, value, error, onChange }: DeciderFieldProps) {
  if (deciders.length === 0) {
    return (
      <p className="rounded-md border border-warn bg-warn-weak px-4 py-3 text-sm">
        {nobody}{' '}
        <Link to="/organization" search={{ section: 'people' }} className={LINK_CLASS}>
          {text.toPeople}
        </Link>
      </p>
    );
  }
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id }) => (
        <Select
          id={id}
          label={label}
          value={value}
          onChange={onChange}
          choices={[
            { value: '', label: text.pick },
            ...deciders.map((person) => ({ value: person.id, label: person.name, hint: person.email })),
          ]}
          className="h-9 w-full"
        />
      )}
    </Field>
  );
}
