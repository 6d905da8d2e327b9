import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Dialect } from '@weir/core/contract';
import { Link2 } from 'lucide-react';
import { Controller, useForm } from 'react-hook-form';
import { faultOf } from '../../api/failure.ts';
import { simulationQuery } from '../../api/gateway-queries.ts';
import { organizationQuery, workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { CAPABILITIES } from '../models/search.ts';
import { capabilityLabel } from '../models/text.ts';
import { Decision } from './Decision.tsx';
import { MODEL_REFS, ModelRefs } from './ModelRefs.tsx';
import { DIALECTS, type RoutingSearch, simulationOf } from './search.ts';
import { decisionText, dialectLabels, simulatorText as text } from './text.ts';

interface Fields {
  workload: string;
  model: string;
  dialect: Dialect;
  input: string;
  output: string;
  needs: string[];
}

const COUNT = /^[1-9]\d{0,8}$/;
const isCount = (value: string) => value.trim() === '' || COUNT.test(value.trim()) || text.countRule;

const given = (value: string) => (value.trim() === '' ? undefined : value.trim());

function Question({ search, error }: { search: RoutingSearch; error: unknown }) {
  const navigate = useNavigate();
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const { register, control, handleSubmit, formState } = useForm<Fields>({
    values: {
      workload: search.workload ?? '',
      model: search.model ?? '',
      dialect: search.dialect ?? 'openai',
      input: search.input ?? '1000',
      output: search.output ?? '',
      needs: search.needs ?? [],
    },
  });
  const { errors } = formState;
  const ask = handleSubmit((fields) =>
    navigate({
      to: '/routing',
      search: {
        section: 'simulate',
        workload: given(fields.workload),
        model: given(fields.model),
        dialect: fields.dialect === 'openai' ? undefined : fields.dialect,
        input: given(fields.input),
        output: given(fields.output),
        needs: fields.needs.length === 0 ? undefined : fields.needs,
      },
      replace: true,
      resetScroll: false,
    }),
  );
  const share = async () => {
    if (await copyText(location.href)) announce(text.linkCopied);
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={ask}>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field label={text.workload} error={errors.workload?.message ?? faultOf(error, 'workload')}>
          {({ id }) => (
            <Controller
              control={control}
              name="workload"
              rules={{ required: text.required }}
              render={({ field }) => (
                <Select
                  id={id}
                  label={text.workload}
                  value={field.value}
                  choices={[
                    { value: '', label: text.choose },
                    ...workloads.map((one) => ({ value: one.id, label: one.id })),
                  ]}
                  onChange={field.onChange}
                  className="h-9 w-full"
                />
              )}
            />
          )}
        </Field>
        <Field
          label={text.model}
          hint={text.modelHint}
          error={errors.model?.message ?? faultOf(error, 'model')}
        >
          {(tie) => (
            <Input
              {...tie}
              {...register('model', { required: text.required })}
              list={MODEL_REFS}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label={text.dialect}>
          {({ id }) => (
            <Controller
              control={control}
              name="dialect"
              render={({ field }) => (
                <Select
                  id={id}
                  label={text.dialect}
                  value={field.value}
                  choices={DIALECTS.map((value) => ({ value, label: dialectLabels[value] }))}
                  onChange={field.onChange}
                  className="h-9 w-full"
                />
              )}
            />
          )}
        </Field>
        <Field label={text.input} error={errors.input?.message}>
          {(tie) => (
            <Input
              {...tie}
              {...register('input', { validate: isCount })}
              inputMode="numeric"
              autoComplete="off"
            />
          )}
        </Field>
        <Field label={text.output} hint={text.outputHint} error={errors.output?.message} optional>
          {(tie) => (
            <Input
              {...tie}
              {...register('output', { validate: isCount })}
              inputMode="numeric"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{text.needs}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {CAPABILITIES.map((name) => (
            <label key={name} className="flex min-h-7 cursor-pointer items-center gap-2 text-sm">
              <input type="checkbox" value={name} {...register('needs')} className="size-4 accent-accent" />
              {capabilityLabel(name)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex gap-2">
        <Button type="submit" look="primary">
          {text.ask}
        </Button>
        <Button onClick={share} disabled={simulationOf(search) === undefined}>
          <Link2 aria-hidden className="text-ink-3" />
          {text.copyLink}
        </Button>
      </div>
      <ModelRefs extra={['default']} />
    </form>
  );
}

/** Asks what would become of a request, and shows why. */
export function Simulator({ search }: { search: RoutingSearch }) {
  const body = simulationOf(search);
  const { data, error, isFetching } = useQuery(simulationQuery(body));
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const isAtField = ['workload', 'model'].some((field) => faultOf(error, field) !== undefined);
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-2xl text-sm text-ink-2">{text.lead}</p>
      <Panel className="pt-4">
        <Question search={search} error={error} />
      </Panel>
      {error !== null && !isAtField ? (
        <div className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">{text.refused}</h2>
          <Failure error={error} />
        </div>
      ) : null}
      {error !== null ? null : (
        <Panel title={body === undefined ? undefined : decisionText.title} flush>
          {body === undefined ? (
            <Empty title={text.idle}>{text.idleHint}</Empty>
          ) : data === undefined ? (
            isFetching && <SkeletonRows rows={4} />
          ) : (
            <Decision decision={data} currency={currency} />
          )}
        </Panel>
      )}
    </div>
  );
}
