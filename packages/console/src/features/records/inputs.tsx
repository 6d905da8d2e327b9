import { Controller, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { type Choice, Select } from '../../ui/select.tsx';

interface FieldProps<Fields extends FieldValues> {
  form: UseFormReturn<Fields>;
  name: Path<Fields>;
  label: string;
  hint?: string;
  /** What the API refused about it. */
  fault?: string | undefined;
}

interface TextFieldProps<Fields extends FieldValues> extends FieldProps<Fields> {
  optional?: boolean;
  type?: 'text' | 'date' | 'datetime-local';
  decimal?: boolean;
  disabled?: boolean;
  list?: string;
  placeholder?: string;
  check?: (value: string) => true | string;
}

export function TextField<Fields extends FieldValues>(props: TextFieldProps<Fields>) {
  const { form, name, label, hint, fault, optional = false, type = 'text', decimal, check, ...rest } = props;
  const own = form.getFieldState(name, form.formState).error?.message;
  return (
    <Field label={label} hint={hint} error={own ?? fault} optional={optional}>
      {(tie) => (
        <Input
          type={type}
          {...tie}
          {...form.register(name, {
            validate: (value: string) => (optional && value.trim() === '') || check?.(value) || true,
          })}
          {...(decimal === true ? { inputMode: 'decimal' as const } : {})}
          {...rest}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps<Fields extends FieldValues> extends FieldProps<Fields> {
  choices: readonly Choice<string>[];
}

export function SelectField<Fields extends FieldValues>(props: SelectFieldProps<Fields>) {
  const { form, name, label, hint, fault, choices } = props;
  const own = form.getFieldState(name, form.formState).error?.message;
  return (
    <Field label={label} hint={hint} error={own ?? fault}>
      {({ id }) => (
        <Controller
          control={form.control}
          name={name}
          render={({ field }) => (
            <Select
              id={id}
              label={label}
              value={field.value}
              choices={choices}
              onChange={field.onChange}
              className="h-9 w-full"
            />
          )}
        />
      )}
    </Field>
  );
}
