import type { AlertChannel, ChannelKind } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { type CreatedChannel, changeChannel, createChannel } from '../../api/alert-mutations.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { CHANNEL_FIELDS, type ChannelField, type ChannelForm, channelBody, toNewChannel } from './prepare.ts';
import { channelLabels, channelText as text } from './text.ts';

const KINDS = (['webhook', 'slack', 'teams', 'email', 'pagerduty'] as const).map((value) => ({
  value,
  label: channelLabels[value],
}));
const URL = /^https?:\/\/[^\s/]+/;
const SHORTEST_SECRET = 16;

interface Look {
  label: string;
  hint: string;
  apiField: string;
  rule?: (value: string) => true | string;
}

function lookOf(field: ChannelField, kind: ChannelKind): Look {
  if (field === 'to') return { label: text.to, hint: `${text.toHint} ${text.toHints}`, apiField: 'to' };
  if (field === 'routingKey') {
    return { label: text.routingKey, hint: text.routingHint, apiField: 'routing_key' };
  }
  if (field === 'secret') {
    return {
      label: text.secret,
      hint: text.secretHint,
      apiField: 'signing_secret',
      rule: (value) => value.length >= SHORTEST_SECRET || text.secretRule,
    };
  }
  const of = kind === 'slack' || kind === 'teams' ? kind : 'webhook';
  return {
    label: text.url[of],
    hint: text.urlHint[of],
    apiField: 'url',
    rule: (value) => URL.test(value) || text.urlRule,
  };
}

interface ChannelDialogProps {
  /** Absent: creates one. */
  channel: AlertChannel | undefined;
  /** Of the one that was created: it may hold a secret nobody will see again. */
  onCreated: (created: CreatedChannel) => void;
  onClose: () => void;
}

export function ChannelDialog({ channel, onCreated, onClose }: ChannelDialogProps) {
  const isNew = channel === undefined;
  const form = useForm<ChannelForm>({
    defaultValues: {
      id: channel?.id ?? '',
      name: channel?.name ?? '',
      kind: channel?.kind ?? 'webhook',
      to: channel?.to?.join(', ') ?? '',
      url: '',
      routingKey: '',
      secret: '',
    },
  });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const { needs, may } = CHANNEL_FIELDS[kind];
  const save = async (fields: ChannelForm) => {
    if (channel !== undefined) return changeChannel(channel.id, channelBody(fields));
    const created = await createChannel(toNewChannel(fields));
    onCreated(created);
    return created;
  };
  return (
    <RecordDialog
      form={form}
      title={channel === undefined ? text.create : recordText.change(channel.id)}
      lead={isNew ? text.createLead : channelLabels[channel.kind]}
      save={save}
      done={isNew ? text.created : text.saved}
      submit={isNew ? text.createButton : recordText.save}
      explains={['id', 'name', 'to', 'url', 'routing_key', 'signing_secret']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? (
            <>
              <Field label={text.kind} error={faultAt('kind')}>
                {({ id }) => (
                  <Controller
                    control={form.control}
                    name="kind"
                    render={({ field }) => (
                      <Select
                        id={id}
                        label={text.kind}
                        value={field.value}
                        choices={KINDS}
                        onChange={field.onChange}
                        className="h-9 w-full"
                      />
                    )}
                  />
                )}
              </Field>
              <IdField form={form} hint={text.idHint} fault={faultAt('id')} />
            </>
          ) : null}
          {[needs, may].map((name) => {
            if (name === undefined) return null;
            const { label, hint, apiField, rule } = lookOf(name, kind);
            const isNeeded = isNew && name === needs;
            const register = form.register(name, {
              validate: (typed) => {
                const value = typed.trim();
                if (value === '') return !isNeeded || text.needed;
                return rule?.(value) ?? true;
              },
            });
            return (
              <Field
                key={name}
                label={label}
                hint={isNew ? hint : text.keep}
                error={form.formState.errors[name]?.message ?? faultAt(apiField)}
                optional={!isNeeded}
              >
                {(tie) =>
                  name === 'to' ? (
                    <TextArea {...tie} {...register} spellCheck={false} />
                  ) : (
                    <Input {...tie} {...register} autoComplete="off" spellCheck={false} />
                  )
                }
              </Field>
            );
          })}
          <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
            {(tie) => <Input {...tie} {...form.register('name')} maxLength={200} autoComplete="off" />}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
