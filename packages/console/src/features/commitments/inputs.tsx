import { Controller, type UseFormReturn } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { type Choice, Select } from '../../ui/select.tsx';
import type { AgreementFields } from './fields.ts';

export interface Tie {
  form: UseFormReturn<AgreementFields>;
  /** What the API refused about a field, by its name of it. */
  faultAt: (apiField: string) => string | undefined;
}

/** Fields whose value is a text. */
type TextName = {
  [Name in keyof AgreementFields]: AgreementFields[Name] extends string ? Name : never;
}[keyof AgreementFields];

interface TextFieldProps extends Tie {
  name: TextName;
  /** Name in the API. */
  api: string;
  label: string;
  hint?: string;
  optional?: boolean;
  type?: 'text' | 'date';
  decimal?: boolean;
  check?: (value: string) => true | string;
}

export function TextField(props: TextFieldProps) {
  const { form, faultAt, name, api, label, hint, optional = false, type = 'text', decimal, check } = props;
  const error = form.formState.errors[name]?.message ?? faultAt(api);
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(tie) => (
        <Input
          type={type}
          {...tie}
          {...form.register(name, {
            validate: (value) => check === undefined || (optional && value.trim() === '') || check(value),
          })}
          {...(decimal === true ? { inputMode: 'decimal' as const } : {})}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

type ChoiceName = 'kind' | 'period' | 'beyond' | 'measure' | 'mode';

interface SelectFieldProps<Name extends ChoiceName> extends Tie {
  name: Name;
  api?: string;
  label: string;
  hint?: string;
  choices: readonly Choice<AgreementFields[Name]>[];
}

export function SelectField<Name extends ChoiceName>(props: SelectFieldProps<Name>) {
  const { form, faultAt, name, api, label, hint, choices } = props;
  return (
    <Field label={label} hint={hint} error={api === undefined ? undefined : faultAt(api)}>
      {({ id }) => (
        <Controller
          control={form.control}
          name={name}
          render={({ field }) => (
            <Select
              id={id}
              label={label}
              value={field.value as AgreementFields[Name]}
              choices={choices}
              onChange={field.onChange}
              className="!h-9 w-full"
            />
          )}
        />
      )}
    </Field>
  );
}
