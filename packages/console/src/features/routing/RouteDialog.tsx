import type { Route } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeRoute, createRoute } from '../../api/gateway-mutations.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { CandidatesEditor } from './CandidatesEditor.tsx';
import { ModelRefs } from './ModelRefs.tsx';
import { candidateFault, type RouteFields, routeFieldsOf, toNewRoute, toRouteChange } from './prepare.ts';
import { strategyHints, strategyLabels, routeText as text } from './text.ts';

const STRATEGIES = (['ordered', 'weighted', 'cheapest', 'fastest'] as const).map((value) => ({
  value,
  label: strategyLabels[value],
}));
const FAULTS = { needed: text.needed, weight: text.weightRule };

interface RouteDialogProps {
  /** Absent: creates one. */
  route?: Route;
  onClose: () => void;
}

export function RouteDialog({ route, onClose }: RouteDialogProps) {
  const isNew = route === undefined;
  const form = useForm<RouteFields>({ defaultValues: routeFieldsOf(route) });
  const { control, formState } = form;
  const strategy = useWatch({ control, name: 'strategy' });
  return (
    <RecordDialog
      wide
      form={form}
      title={route === undefined ? text.create : recordText.change(route.id)}
      lead={isNew ? text.createLead : undefined}
      save={(fields) =>
        route === undefined
          ? createRoute(toNewRoute(fields))
          : changeRoute(route.id, toRouteChange(fields, route.id))
      }
      done={isNew ? text.created : text.saved}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'name', 'strategy', 'candidates']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {isNew ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
            <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
              {(tie) => <Input {...tie} {...form.register('name')} maxLength={200} autoComplete="off" />}
            </Field>
          </div>
          <Field label={text.strategy} hint={strategyHints[strategy]} error={faultAt('strategy')}>
            {({ id }) => (
              <Controller
                control={control}
                name="strategy"
                render={({ field }) => (
                  <Select
                    id={id}
                    label={text.strategy}
                    value={field.value}
                    choices={STRATEGIES}
                    onChange={field.onChange}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          <Controller
            control={control}
            name="candidates"
            rules={{ validate: (rows, all) => candidateFault(rows, all.strategy, FAULTS) ?? true }}
            render={({ field }) => (
              <CandidatesEditor
                rows={field.value}
                strategy={strategy}
                error={formState.errors.candidates?.message ?? faultAt('candidates')}
                onChange={field.onChange}
              />
            )}
          />
          <ModelRefs withRoutes={false} />
        </>
      )}
    </RecordDialog>
  );
}
