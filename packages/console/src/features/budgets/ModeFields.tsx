import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { MODEL_REFS } from '../routing/ModelRefs.tsx';
import { type BudgetFields, MODES } from './fields.ts';
import { modeHints, modeLabels, formText as text, tierLabels } from './text.ts';

const MODE_CHOICES = MODES.map((value) => ({ value, label: modeLabels[value] }));
const KINDS = (['tier', 'model', 'cache_only'] as const).map((value) => ({
  value,
  label: text.degradeKinds[value],
}));
const TIERS = (['small', 'mid', 'frontier', 'reasoning'] as const).map((value) => ({
  value,
  label: tierLabels[value],
}));

interface ModeFieldsProps {
  form: UseFormReturn<BudgetFields>;
  faultAt: (apiField: string) => string | undefined;
}

/** What happens at the limit, and what that needs. */
export function ModeFields({ form, faultAt }: ModeFieldsProps) {
  const { control, register, formState } = form;
  const { errors } = formState;
  const [mode, kind] = useWatch({ control, name: ['mode', 'degradeKind'] });
  return (
    <>
      <Field label={text.mode} hint={modeHints[mode]} error={faultAt('mode')}>
        {({ id }) => (
          <Controller
            control={control}
            name="mode"
            render={({ field }) => (
              <Select
                id={id}
                label={text.mode}
                value={field.value}
                choices={MODE_CHOICES}
                onChange={field.onChange}
                className="!h-9 w-full"
              />
            )}
          />
        )}
      </Field>
      {mode === 'degrade' ? (
        <div className="grid items-start gap-4 border-l-2 border-line pl-4 sm:grid-cols-2">
          <Field label={text.degradeTo} error={kind === 'cache_only' ? faultAt('degrade_to') : undefined}>
            {({ id }) => (
              <Controller
                control={control}
                name="degradeKind"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.degradeTo}
                    value={field.value}
                    choices={KINDS}
                    onChange={field.onChange}
                    className="!h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          {kind === 'tier' ? (
            <Field label={text.tier} error={faultAt('degrade_to')}>
              {({ id }) => (
                <Controller
                  control={control}
                  name="degradeTier"
                  render={({ field }) => (
                    <Select
                      id={id}
                      label={text.tier}
                      value={field.value}
                      choices={TIERS}
                      onChange={field.onChange}
                      className="!h-9 w-full"
                    />
                  )}
                />
              )}
            </Field>
          ) : kind === 'model' ? (
            <Field label={text.model} error={errors.degradeModel?.message ?? faultAt('degrade_to')}>
              {(tie) => (
                <Input
                  {...tie}
                  {...register('degradeModel', { required: text.required })}
                  list={MODEL_REFS}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          ) : null}
        </div>
      ) : null}
      {mode === 'approval' ? (
        <div className="border-l-2 border-line pl-4">
          <Field
            label={text.approvers}
            hint={text.approversHint}
            error={errors.approvers?.message ?? faultAt('approvers')}
          >
            {(tie) => (
              <Input {...tie} {...register('approvers', { required: text.required })} autoComplete="off" />
            )}
          </Field>
        </div>
      ) : null}
    </>
  );
}
