import { useQuery } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { peopleQuery } from '../../api/people-queries.ts';
import { changeProfile } from '../../api/workload-queries.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { KnownIds } from './KnownIds.tsx';
import {
  PROFILE_FIELDS,
  type ProfileField,
  type ProfilePart,
  profileChange,
  profileFault,
  profileValues,
} from './profile.ts';
import { fieldTexts, text } from './profile-text.ts';

const PEOPLE = 'known-people';
/** A dot in the name of a form's field would nest it. */
const keyOf = (path: string) => path.replaceAll('.', '__');
const pathOf = (key: string) => key.replaceAll('__', '.');
type Values = Record<string, string>;

const rename = (values: Readonly<Record<string, string>>, of: (name: string) => string): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [of(name), value]));

function choicesOf({ choices = {}, initial }: ProfileField) {
  const said = Object.entries(choices).map(([value, label]) => ({ value, label }));
  return initial === undefined ? [{ value: '', label: text.unset }, ...said] : said;
}

interface ProfileDialogProps {
  workload: Workload;
  part: ProfilePart;
  onClose: () => void;
}

/** The form of one part of a profile. What the API refuses stands at its field. */
export default function ProfileDialog({ workload, part, onClose }: ProfileDialogProps) {
  const fields = PROFILE_FIELDS[part];
  const people = useQuery(peopleQuery()).data ?? [];
  const form = useForm<Values>({ defaultValues: rename(profileValues(workload, part), keyOf) });
  const { register, control, formState, getValues } = form;
  const check = (field: ProfileField) => () => {
    const fault = profileFault(field, rename(getValues(), pathOf), part);
    return fault === undefined ? true : text[fault];
  };
  const lead = text.leads[part];
  return (
    <RecordDialog
      wide={fields.length > 4}
      title={`${text.parts[part]}: ${workload.name}`}
      lead={part === 'about' ? undefined : `${lead === undefined ? '' : `${lead} `}${text.emptyHint}`}
      form={form}
      save={(values) => changeProfile(workload.id, profileChange(workload, part, rename(values, pathOf)))}
      done={text.saved}
      submit={text.save}
      explains={fields.map(({ path }) => path)}
      onClose={onClose}
    >
      {(faultAt) => (
        <div className={fields.length > 4 ? 'grid items-start gap-4 sm:grid-cols-2' : 'flex flex-col gap-4'}>
          {fields.map((field) => {
            const { path, kind, isNeeded = false } = field;
            const key = keyOf(path);
            const { label, hint } = fieldTexts[path] ?? { label: path };
            const registered = () => register(key, { validate: check(field) });
            return (
              <Field
                key={path}
                label={label}
                hint={hint}
                optional={!isNeeded && kind !== 'choice'}
                error={formState.errors[key]?.message?.toString() ?? faultAt(path)}
              >
                {(tie) =>
                  kind === 'choice' ? (
                    <Controller
                      control={control}
                      name={key}
                      rules={{ validate: check(field) }}
                      render={({ field: held }) => (
                        <Select
                          id={tie.id}
                          label={label}
                          value={held.value ?? ''}
                          choices={choicesOf(field)}
                          onChange={held.onChange}
                          className="h-9 w-full"
                        />
                      )}
                    />
                  ) : kind === 'area' ? (
                    <TextArea {...tie} {...registered()} />
                  ) : (
                    <Input
                      {...tie}
                      {...registered()}
                      type={kind === 'date' ? 'date' : 'text'}
                      list={field.isPerson === true ? PEOPLE : undefined}
                      inputMode={kind === 'decimal' || kind === 'number' ? 'decimal' : undefined}
                      autoComplete="off"
                      spellCheck={false}
                    />
                  )
                }
              </Field>
            );
          })}
          <KnownIds
            list={PEOPLE}
            of={people
              .filter(({ state }) => state === 'active')
              .map(({ email, name }) => ({ id: email, name }))}
          />
        </div>
      )}
    </RecordDialog>
  );
}
