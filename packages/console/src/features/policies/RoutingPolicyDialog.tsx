import type { Workload } from '@weir/core/contract';
import { useForm, useWatch } from 'react-hook-form';
import { changePolicies } from '../../api/gateway-mutations.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { MODEL_REFS, ModelRefs } from '../routing/ModelRefs.tsx';
import {
  ESCALATION_REASONS,
  isPercent,
  type RoutingFields,
  routingFieldsOf,
  toRoutingPolicy,
} from './fields.ts';
import { TierChecks } from './TierChecks.tsx';
import { reasonLabels, text as shared, routingText as text } from './text.ts';

const BOX = 'flex flex-col gap-4 border-l-2 border-line pl-4';

export function RoutingPolicyDialog({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const { id } = workload;
  const form = useForm<RoutingFields>({ defaultValues: routingFieldsOf(workload.routing) });
  const { register, control, formState } = form;
  const { errors } = formState;
  const [escalates, shadows, reasons] = useWatch({ control, name: ['escalates', 'shadows', 'escalateOn'] });
  const isConfidence = (value: string) =>
    (value.trim() !== '' && Number(value) >= 0 && Number(value) <= 1) || text.confidenceRule;
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title(id)}
      lead={text.lead}
      save={(fields) => changePolicies(id, { routing: toRoutingPolicy(fields) })}
      done={() => shared.saved(shared.routing, id)}
      submit={recordText.save}
      explains={['routing.default_model', 'routing.fallbacks', 'routing.escalation', 'routing.shadow']}
      onClose={onClose}
    >
      {(faultAt) => {
        const models = (
          label: string,
          name: 'defaultModel' | 'fallbacks' | 'escalateTo' | 'shadowModel',
          apiField: string,
          more: { hint?: string; isNeeded?: boolean },
        ) => (
          <Field
            label={label}
            hint={more.hint}
            optional={more.isNeeded !== true}
            error={errors[name]?.message ?? faultAt(apiField)}
          >
            {(tie) => (
              <Input
                {...tie}
                {...register(name, more.isNeeded === true ? { required: text.needed } : {})}
                list={MODEL_REFS}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        );
        return (
          <>
            {models(text.defaultModel, 'defaultModel', 'routing.default_model', {
              hint: text.defaultModelHint,
            })}
            {models(text.fallbacks, 'fallbacks', 'routing.fallbacks', { hint: text.fallbacksHint })}
            <TierChecks legend={text.tiers} note={text.tiersHint} field={register('tiers')} />
            <Check label={text.escalates} hint={text.escalatesHint} {...register('escalates')} />
            {escalates ? (
              <div className={BOX}>
                {models(text.escalateTo, 'escalateTo', 'routing.escalation', {
                  hint: text.escalateToHint,
                  isNeeded: true,
                })}
                <fieldset>
                  <legend className="mb-1 text-sm font-medium">{text.escalateOn}</legend>
                  <div className="grid gap-x-6 sm:grid-cols-2">
                    {ESCALATION_REASONS.map((reason) => (
                      <label key={reason} className="flex min-h-8 cursor-pointer items-center gap-2 text-sm">
                        <input
                          type="checkbox"
                          value={reason}
                          {...register('escalateOn', {
                            validate: (all, fields) => !fields.escalates || all.length > 0 || text.onNeeded,
                          })}
                          className="size-4 shrink-0 accent-accent"
                        />
                        {reasonLabels[reason]}
                      </label>
                    ))}
                  </div>
                  {errors.escalateOn === undefined ? null : (
                    <p className="mt-1 text-xs text-bad">{errors.escalateOn.message}</p>
                  )}
                </fieldset>
                {reasons.includes('low_confidence') ? (
                  <Field
                    label={text.confidence}
                    hint={text.confidenceHint}
                    error={errors.confidence?.message}
                  >
                    {(tie) => (
                      <Input
                        {...tie}
                        {...register('confidence', { validate: isConfidence })}
                        inputMode="decimal"
                        autoComplete="off"
                      />
                    )}
                  </Field>
                ) : null}
              </div>
            ) : null}
            <Check label={text.shadows} hint={text.shadowsHint} {...register('shadows')} />
            {shadows ? (
              <div className={`${BOX} sm:grid sm:grid-cols-2`}>
                {models(text.shadowModel, 'shadowModel', 'routing.shadow', { isNeeded: true })}
                <Field label={text.shadowPercent} error={errors.shadowPercent?.message}>
                  {(tie) => (
                    <Input
                      {...tie}
                      {...register('shadowPercent', {
                        validate: (value) => isPercent(value) || text.percentRule,
                      })}
                      inputMode="decimal"
                      autoComplete="off"
                    />
                  )}
                </Field>
              </div>
            ) : null}
            <ModelRefs />
          </>
        );
      }}
    </RecordDialog>
  );
}
