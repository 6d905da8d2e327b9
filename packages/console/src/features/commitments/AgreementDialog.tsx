import { useQuery } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { createAgreement } from '../../api/agreement-mutations.ts';
import { organizationQuery } from '../../api/queries.ts';
import { toInputValue } from '../../format/time.ts';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { type AgreementFields, emptyAgreement, isBlank, isReadable, toNewAgreement } from './fields.ts';
import { SelectField, TextField } from './inputs.tsx';
import { KINDS } from './search.ts';
import { TermFields } from './TermFields.tsx';
import { inWords } from './terms.ts';
import { kindHints, kindLabels, formText as text } from './text.ts';

const EXPLAINED = [
  'id',
  'name',
  'provider',
  'models',
  'units',
  'currency',
  'from',
  'until',
  'source',
  'terms',
];
const KIND_CHOICES = KINDS.map((value) => ({ value, label: kindLabels[value] }));
const CURRENCY = /^[A-Za-z]{3}$/;

export default function AgreementDialog({ onClose }: { onClose: () => void }) {
  const currency = useQuery(organizationQuery()).data?.currency;
  return currency === undefined ? null : <AgreementForm currency={currency} onClose={onClose} />;
}

function Preview({ fields, zone }: { fields: AgreementFields; zone: string }) {
  const readable = isReadable(fields);
  return (
    <section aria-label={text.preview} aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.preview}</h3>
      {readable ? (
        <ul className="flex flex-col gap-0.5 font-medium">
          {inWords(toNewAgreement(fields, zone), zone).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">{text.waiting}</p>
      )}
    </section>
  );
}

function AgreementForm({ currency, onClose }: { currency: string; onClose: () => void }) {
  const zone = useZone();
  const form = useForm<AgreementFields>({
    defaultValues: emptyAgreement(currency, toInputValue(new Date(), zone).slice(0, 10)),
  });
  const fields = useWatch({ control: form.control }) as AgreementFields;
  const needed = (value: string) => !isBlank(value) || text.required;
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title}
      lead={text.lead}
      save={(all) => createAgreement(toNewAgreement(all, zone))}
      done={text.done}
      submit={text.submit}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => {
        const tie = { form, faultAt };
        return (
          <>
            <SelectField
              {...tie}
              name="kind"
              label={text.kind}
              hint={kindHints[fields.kind]}
              choices={KIND_CHOICES}
            />
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <IdField form={form} hint={text.idHint} fault={faultAt('id')} />
              <TextField {...tie} name="name" api="name" label={text.name} hint={text.nameHint} optional />
              <TextField
                {...tie}
                name="provider"
                api="provider"
                label={text.provider}
                hint={text.providerHint}
                check={needed}
              />
              <TextField
                {...tie}
                name="currency"
                api="currency"
                label={text.currency}
                check={(value) => CURRENCY.test(value.trim()) || text.currencyRule}
              />
              <TextField
                {...tie}
                name="models"
                api="models"
                label={text.models}
                hint={text.modelsHint}
                optional
              />
              <TextField
                {...tie}
                name="units"
                api="units"
                label={text.units}
                hint={text.unitsHint}
                optional
              />
              <TextField
                {...tie}
                name="from"
                api="from"
                type="date"
                label={text.from}
                check={(value) => value !== '' || text.dayRule}
              />
              <TextField
                {...tie}
                name="until"
                api="until"
                type="date"
                label={text.until}
                hint={text.untilHint}
                optional
              />
            </div>
            <TermFields form={form} faultAt={faultAt} kind={fields.kind} />
            <TextField
              {...tie}
              name="source"
              api="source"
              label={text.source}
              hint={text.sourceHint}
              check={needed}
            />
            <Preview fields={fields} zone={zone} />
          </>
        );
      }}
    </RecordDialog>
  );
}
