import type { Person, Team } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { idOfAddress, type PersonFields, personFieldsOf, ROLES, savePerson } from './people.ts';
import { roleLabels, peopleText as text } from './people-text.ts';

interface PersonDialogProps {
  /** Absent: creates one. */
  person?: Person;
  teams: readonly Team[];
  onClose: () => void;
}

const ADDRESS = /^\S+@\S+\.\S+$/;

export default function PersonDialog({ person, teams, onClose }: PersonDialogProps) {
  const isNew = person === undefined;
  const form = useForm<PersonFields>({ defaultValues: personFieldsOf(person) });
  const { register, control, formState, getValues, setValue } = form;
  const proposeId = () => {
    if (isNew && getValues('id').trim() === '') setValue('id', idOfAddress(getValues('email')));
  };
  return (
    <RecordDialog
      form={form}
      title={person === undefined ? text.create : recordText.change(person.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) => savePerson(person, fields)}
      done={isNew ? text.created : text.changed}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'name', 'email', 'team']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Field label={recordText.name} error={formState.errors.name?.message ?? faultAt('name')}>
            {(tie) => (
              <Input
                {...tie}
                {...register('name', { validate: (name) => name.trim() !== '' || text.nameRule })}
                maxLength={200}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={text.email} error={formState.errors.email?.message ?? faultAt('email')}>
            {(tie) => (
              <Input
                {...tie}
                type="email"
                {...register('email', {
                  validate: (email) => ADDRESS.test(email.trim()) || text.emailRule,
                  onBlur: proposeId,
                })}
                maxLength={200}
                autoComplete="off"
              />
            )}
          </Field>
          {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
          <Field label={text.team} error={faultAt('team')}>
            {({ id }) => (
              <Controller
                control={control}
                name="team"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.team}
                    value={field.value}
                    onChange={field.onChange}
                    choices={[
                      { value: '', label: text.noTeam },
                      ...teams.map((team) => ({
                        value: team.id,
                        label: team.id,
                        ...(team.name === team.id ? {} : { hint: team.name }),
                      })),
                    ]}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          <fieldset className="min-w-0">
            <legend className="mb-1 text-sm font-medium">{text.roles}</legend>
            <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
              {ROLES.map((role) => (
                <label key={role} className="flex min-h-8 cursor-pointer items-start gap-2 py-1 text-sm">
                  <input
                    type="checkbox"
                    value={role}
                    {...register('roles')}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                  <span className="min-w-0">
                    <span className="block">{roleLabels[role]}</span>
                    <span className="block text-xs text-ink-3">{text.roleHints[role]}</span>
                  </span>
                </label>
              ))}
            </div>
            <p className="mt-1 text-xs text-ink-3">{text.rolesHint}</p>
          </fieldset>
        </>
      )}
    </RecordDialog>
  );
}
