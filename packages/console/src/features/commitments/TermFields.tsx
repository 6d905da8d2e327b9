import { Controller, useWatch } from 'react-hook-form';
import { areSteps, areThroughputs, isCount, isNumber, isPercent, isPositive } from './fields.ts';
import { SelectField, TextField, type Tie } from './inputs.tsx';
import { StepRows } from './StepRows.tsx';
import type { Kind } from './search.ts';
import { ThroughputRows } from './ThroughputRows.tsx';
import { type Period, periodLabels, formText as text } from './text.ts';

const GRID = 'grid items-start gap-4 sm:grid-cols-2';
const choicesOf = <V extends string>(labels: Record<V, string>) =>
  (Object.entries(labels) as [V, string][]).map(([value, label]) => ({ value, label }));
const PERIODS = choicesOf<Period>(periodLabels);
const BEYONDS = choicesOf(text.beyonds);
const MEASURES = choicesOf(text.measures);
const MODES = choicesOf(text.modes);

const number = (value: string) => isNumber(value) || text.number;
const positive = (value: string) => isPositive(value) || text.positive;
const percent = (value: string) => isPercent(value) || text.percentRule;
const count = (value: string) => isCount(value) || text.count;

const PeriodField = (tie: Tie) => (
  <SelectField {...tie} name="period" api="terms.period" label={text.period} choices={PERIODS} />
);

function CommitmentFields(tie: Tie) {
  return (
    <div className={GRID}>
      <TextField {...tie} name="amount" api="terms.amount" label={text.amount} decimal check={positive} />
      <PeriodField {...tie} />
      <TextField
        {...tie}
        name="discountPercent"
        api="terms.discount_percent"
        label={text.discountPercent}
        decimal
        optional
        check={percent}
      />
      <SelectField {...tie} name="beyond" api="terms.beyond" label={text.beyond} choices={BEYONDS} />
    </div>
  );
}

function CreditFields(tie: Tie) {
  return (
    <div className={GRID}>
      <TextField
        {...tie}
        name="creditAmount"
        api="terms.grants.0.amount"
        label={text.creditAmount}
        decimal
        check={positive}
      />
      <TextField
        {...tie}
        name="creditCost"
        api="terms.grants.0.cost"
        label={text.creditCost}
        hint={text.creditCostHint}
        decimal
        optional
        check={number}
      />
      <TextField
        {...tie}
        name="expires"
        api="terms.grants.0.expires"
        type="date"
        label={text.expires}
        optional
      />
    </div>
  );
}

function VolumeFields(tie: Tie) {
  const { control, formState } = tie.form;
  const measure = useWatch({ control, name: 'measure' });
  const { errors } = formState;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <SelectField {...tie} name="measure" api="terms.measure" label={text.measure} choices={MEASURES} />
        <PeriodField {...tie} />
        <SelectField {...tie} name="mode" api="terms.mode" label={text.mode} choices={MODES} />
      </div>
      <Controller
        control={control}
        name="steps"
        rules={{ validate: (rows, all) => areSteps(rows, all.measure) || text.stepsRule }}
        render={({ field }) => (
          <StepRows
            rows={field.value}
            measure={measure}
            onChange={field.onChange}
            error={errors.steps?.message ?? errors.steps?.root?.message ?? tie.faultAt('terms.steps')}
          />
        )}
      />
    </>
  );
}

function DiscountFields(tie: Tie) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-3">
      <TextField {...tie} name="percent" api="terms.percent" label={text.percent} decimal check={percent} />
      <TextField
        {...tie}
        name="above"
        api="terms.above"
        label={text.above}
        hint={text.aboveHint}
        decimal
        optional
        check={number}
      />
      <PeriodField {...tie} />
    </div>
  );
}

function FreeFields(tie: Tie) {
  return (
    <div className={GRID}>
      <TextField
        {...tie}
        name="quantity"
        api="terms.quantity"
        label={text.quantity}
        decimal
        check={positive}
      />
      <PeriodField {...tie} />
    </div>
  );
}

function ProvisionedFields(tie: Tie) {
  return (
    <div className={GRID}>
      <TextField
        {...tie}
        name="hourlyPrice"
        api="terms.hourly_price"
        label={text.hourlyPrice}
        decimal
        check={number}
      />
      <TextField {...tie} name="unitCount" api="terms.units" label={text.unitCount} decimal check={count} />
      <TextField
        {...tie}
        name="capacity"
        api="terms.capacity_per_hour"
        label={text.capacity}
        hint={text.capacityHint}
        decimal
        optional
        check={positive}
      />
    </div>
  );
}

function SelfHostedFields(tie: Tie) {
  const { control, formState } = tie.form;
  const { errors } = formState;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <TextField
          {...tie}
          name="gpuHour"
          api="terms.gpu_hour_cost"
          label={text.gpuHour}
          decimal
          check={number}
        />
        <TextField {...tie} name="gpus" api="terms.gpus" label={text.gpus} decimal check={count} />
        <TextField
          {...tie}
          name="utilisation"
          api="terms.utilisation_percent"
          label={text.utilisation}
          decimal
          check={(value) => (isPercent(value) && isPositive(value)) || text.percentRule}
        />
      </div>
      <Controller
        control={control}
        name="throughput"
        rules={{ validate: (rows) => areThroughputs(rows) || text.throughputRule }}
        render={({ field }) => (
          <ThroughputRows
            rows={field.value}
            onChange={field.onChange}
            error={
              errors.throughput?.message ??
              errors.throughput?.root?.message ??
              tie.faultAt('terms.throughput')
            }
          />
        )}
      />
    </>
  );
}

const FIELDS: Record<Kind, React.ComponentType<Tie>> = {
  commitment: CommitmentFields,
  credit: CreditFields,
  volume: VolumeFields,
  discount: DiscountFields,
  free: FreeFields,
  provisioned: ProvisionedFields,
  self_hosted: SelfHostedFields,
};

/** The fields that the terms of a kind need. */
export function TermFields({ kind, ...tie }: Tie & { kind: Kind }) {
  const Fields = FIELDS[kind];
  return <Fields key={kind} {...tie} />;
}
