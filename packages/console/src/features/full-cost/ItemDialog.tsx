import { useQuery } from '@tanstack/react-query';
import type { CostItem } from '@weir/core/contract';
import { useForm, useWatch } from 'react-hook-form';
import { changeItem, createItem } from '../../api/full-cost-mutations.ts';
import { allocationRulesQuery } from '../../api/full-cost-queries.ts';
import { organizationQuery, workloadsQuery } from '../../api/queries.ts';
import { toInputValue } from '../../format/time.ts';
import { Check } from '../../ui/check.tsx';
import { IdField } from '../records/IdField.tsx';
import { SelectField, TextField } from '../records/inputs.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { ItemPreview } from './ItemPreview.tsx';
import {
  CATEGORIES,
  emptyItem,
  fieldsOfItem,
  type ItemFields,
  KINDS,
  termsOf,
  toItemChange,
  toNewItem,
} from './item-fields.ts';
import { TermFields } from './TermFields.tsx';
import { categoryName, kindText, itemForm as text } from './text.ts';

const EXPLAINED = ['id', 'name', 'category', 'terms', 'from', 'until', 'workload', 'rule', 'source', 'owner'];
const CATEGORY_CHOICES = CATEGORIES.map((value) => ({ value, label: categoryName(value) }));
const KIND_CHOICES = KINDS.map((value) => ({ value, label: kindText[value].name }));

/** Creates or changes a cost that no call tells, and says while one types what it comes to in a month. */
export function ItemDialog(props: { item?: CostItem; onClose: () => void }) {
  const currency = useQuery(organizationQuery()).data?.currency;
  return currency === undefined ? null : <ItemForm {...props} currency={currency} />;
}

function ItemForm({ item, currency, onClose }: { item?: CostItem; currency: string; onClose: () => void }) {
  const today = toInputValue(new Date(), useZone()).slice(0, 10);
  const rules = useQuery(allocationRulesQuery()).data ?? [];
  const workloads = useQuery(workloadsQuery()).data ?? [];
  const form = useForm<ItemFields>({
    defaultValues: item === undefined ? emptyItem(currency, today) : fieldsOfItem(item, today),
  });
  const fields = useWatch({ control: form.control }) as ItemFields;
  const needed = (value: string) => value.trim() !== '' || text.required;
  const bearers = (['workload', 'rule', 'counted'] as const).filter(
    (one) => one !== 'counted' || fields.kind === 'derived' || fields.kind === 'metered',
  );
  const bearer = bearers.includes(fields.bearer) ? fields.bearer : 'rule';
  const bearerHint =
    bearer === 'counted' && fields.kind === 'metered' ? text.bearerHint.metered : text.bearerHint[bearer];
  const save = (all: ItemFields) => {
    const terms = termsOf(all);
    if (terms === undefined) throw new Error(text.waiting);
    const checked = { ...all, bearer };
    return item === undefined
      ? createItem(toNewItem(checked, terms))
      : changeItem(item.id, toItemChange(checked, terms, item));
  };
  return (
    <RecordDialog
      wide
      form={form}
      title={item === undefined ? text.createTitle : text.changeTitle(item.id)}
      lead={item === undefined ? text.lead : text.changeLead}
      save={async (all) => save(all)}
      done={item === undefined ? text.created : text.changed}
      submit={item === undefined ? text.createSubmit : text.changeSubmit}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {item === undefined ? <IdField form={form} hint={text.idHint} fault={faultAt('id')} /> : null}
            <TextField
              form={form}
              name="name"
              label={text.name}
              hint={text.nameHint}
              fault={faultAt('name')}
              optional
            />
            {item === undefined ? (
              <>
                <SelectField
                  form={form}
                  name="category"
                  label={text.category}
                  choices={CATEGORY_CHOICES}
                  fault={faultAt('category')}
                />
                <SelectField
                  form={form}
                  name="kind"
                  label={text.kind}
                  hint={kindText[fields.kind].hint}
                  choices={KIND_CHOICES}
                />
              </>
            ) : null}
          </div>
          <TermFields form={form} kind={fields.kind} faultAt={faultAt} />
          <ItemPreview fields={{ ...fields, bearer }} month={today.slice(0, 7)} />
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <SelectField
              form={form}
              name="bearer"
              label={text.bearer}
              hint={bearerHint}
              choices={bearers.map((value) => ({ value, label: text.bearers[value] }))}
            />
            {bearer === 'workload' ? (
              <SelectField
                form={form}
                name="workload"
                label={text.workload}
                choices={workloads.map(({ id, name }) => ({ value: id, label: name }))}
                fault={faultAt('workload')}
              />
            ) : bearer === 'rule' ? (
              <SelectField
                form={form}
                name="rule"
                label={text.rule}
                {...(rules.length === 0 ? { hint: text.noRules } : {})}
                choices={rules.map(({ id, name }) => ({ value: id, label: name }))}
                fault={faultAt('rule')}
              />
            ) : (
              <span />
            )}
            {item === undefined ? (
              <TextField
                form={form}
                name="from"
                type="date"
                label={text.from}
                fault={faultAt('from')}
                check={(value) => value !== '' || text.dayRule}
              />
            ) : null}
            <TextField
              form={form}
              name="until"
              type="date"
              label={text.until}
              hint={text.untilHint}
              fault={faultAt('until')}
              optional
            />
            <TextField
              form={form}
              name="source"
              label={text.source}
              hint={text.sourceHint}
              fault={faultAt('source')}
              check={needed}
            />
            <TextField form={form} name="owner" label={text.owner} fault={faultAt('owner')} optional />
          </div>
          {item === undefined ? (
            <Check label={text.sandbox} hint={text.sandboxHint} {...form.register('sandbox')} />
          ) : null}
        </>
      )}
    </RecordDialog>
  );
}
