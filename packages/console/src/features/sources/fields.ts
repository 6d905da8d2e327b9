import type { Source, SourceKind, SourceRole } from '@weir/core/contract';
import type { NewSource, SourceChange } from '../../api/source-mutations.ts';
import { type AttributionFields, attributionFields, readAttribution } from './prepare.ts';
import {
  readSettings,
  type SettingField,
  type SettingValue,
  settingFields,
  writeSetting,
} from './settings.ts';
import { formText } from './text.ts';

/** The form of a source as it stands in its inputs. */
export interface SourceFields extends AttributionFields {
  id: string;
  name: string;
  kind: string;
  role: SourceRole;
  settings: Record<string, SettingValue>;
  secrets: Record<string, string>;
  schedule: string;
}

export function fieldsOf(source: Source | undefined, kinds: readonly SourceKind[]): SourceFields {
  const kind = source === undefined ? kinds[0] : kinds.find((one) => one.kind === source.kind);
  const settings = (kind === undefined ? [] : settingFields(kind)).map(({ name, look, usual }) => {
    const known = source?.settings[name];
    return [name, known === undefined ? usual : writeSetting(look, known)] as const;
  });
  return {
    id: source?.id ?? '',
    name: source === undefined || source.name === source.id ? '' : source.name,
    kind: kind?.kind ?? '',
    role: source?.role ?? kind?.role ?? 'statement',
    settings: Object.fromEntries(settings),
    secrets: {},
    schedule: source?.schedule ?? '',
    ...attributionFields(source?.attribution),
  };
}

/** Those that were typed; an empty one stays what it is. */
const typedSecrets = (secrets: SourceFields['secrets']) =>
  Object.fromEntries(
    Object.entries(secrets)
      .map(([name, value]) => [name, (value ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  );

export function toNewSource(fields: SourceFields, settings: readonly SettingField[]): NewSource {
  const schedule = fields.schedule.trim();
  return {
    id: fields.id.trim(),
    kind: fields.kind,
    role: fields.role,
    settings: readSettings(settings, fields.settings),
    attribution: readAttribution(fields),
    secrets: typedSecrets(fields.secrets),
    ...(schedule === '' ? {} : { schedule: schedule === formText.never ? null : schedule }),
  };
}

export function toChange(fields: SourceFields, settings: readonly SettingField[]): SourceChange {
  const name = fields.name.trim();
  const schedule = fields.schedule.trim();
  return {
    name: name === '' ? fields.id : name,
    settings: readSettings(settings, fields.settings),
    attribution: readAttribution(fields),
    secrets: typedSecrets(fields.secrets),
    schedule: schedule === '' ? null : schedule,
  };
}
