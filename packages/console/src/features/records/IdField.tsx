import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { SLUG } from '../workloads/form.ts';
import { formText } from '../workloads/text.ts';
import { text } from './text.ts';

interface IdFieldProps<Fields extends FieldValues & { id: string }> {
  form: UseFormReturn<Fields>;
  hint: string;
  /** What the API refused about it. */
  fault: string | undefined;
}

/** Id of a new record; it stays for good. */
export function IdField<Fields extends FieldValues & { id: string }>(props: IdFieldProps<Fields>) {
  const { form, hint, fault } = props;
  const own = form.formState.errors['id']?.message;
  return (
    <Field label={text.id} hint={hint} error={typeof own === 'string' ? own : fault}>
      {(tie) => (
        <Input
          {...tie}
          {...form.register('id' as Path<Fields>, {
            required: formText.required,
            validate: (id: string) => SLUG.test(id.trim()) || formText.idRule,
          })}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
