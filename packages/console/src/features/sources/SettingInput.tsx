import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { mappingsQuery } from '../../api/source-queries.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Select } from '../../ui/select.tsx';
import type { SettingField, SettingValue } from './settings.ts';
import { settingLabels, formText as text } from './text.ts';

export const inWords = (name: string) => {
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

interface SettingInputProps {
  field: SettingField;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
  error: string | undefined;
}

function MappingSelect({
  value,
  onChange,
  id,
}: Pick<SettingInputProps, 'value' | 'onChange'> & { id: string }) {
  const mappings = useQuery(mappingsQuery()).data ?? [];
  if (mappings.length === 0) {
    return (
      <p className="text-sm text-ink-2">
        {text.noMapping}{' '}
        <Link to="/sources" search={{ section: 'mappings' }} className={`${LINK_CLASS} underline`}>
          {text.toMappings}
        </Link>
      </p>
    );
  }
  return (
    <Select
      id={id}
      label={text.mapping}
      value={String(value)}
      choices={[
        { value: '', label: text.choose },
        ...mappings.map((one) => ({
          value: one.id,
          label: one.id,
          hint: one.name === one.id ? '' : one.name,
        })),
      ]}
      onChange={onChange}
      className="!h-9 w-full"
    />
  );
}

/** The input of one setting, by what its schema says it is. */
export function SettingInput({ field, value, onChange, error }: SettingInputProps) {
  const { name, look, choices, usual, needed } = field;
  const { label = inWords(name), hint } = settingLabels[name] ?? {};
  if (look === 'check') {
    return (
      <div>
        <Check
          label={label}
          hint={hint}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        {error === undefined ? null : <p className="mt-1 text-xs text-bad">{error}</p>}
      </div>
    );
  }
  const note = hint ?? (look === 'list' ? text.listHint : look === 'json' ? text.jsonHint : undefined);
  return (
    <Field label={label} hint={note} error={error} optional={!needed && look !== 'mapping' && usual === ''}>
      {(tie) =>
        look === 'mapping' ? (
          <MappingSelect id={tie.id} value={value} onChange={onChange} />
        ) : look === 'choice' ? (
          <Select
            id={tie.id}
            label={label}
            value={String(value)}
            choices={[
              ...(usual === '' ? [{ value: '', label: '–' }] : []),
              ...choices.map((one) => ({ value: one, label: one })),
            ]}
            onChange={onChange}
            className="!h-9 w-full"
          />
        ) : look === 'json' || look === 'list' ? (
          <TextArea
            {...tie}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
            spellCheck={false}
            className="!min-h-9 font-mono !text-xs"
          />
        ) : (
          <Input
            {...tie}
            type={look === 'date' ? 'date' : 'text'}
            inputMode={look === 'number' ? 'numeric' : undefined}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )
      }
    </Field>
  );
}
