import type { SourceKind } from '@weir/core/contract';

export type SettingLook = 'text' | 'date' | 'number' | 'check' | 'choice' | 'list' | 'json' | 'mapping';
export type SettingValue = string | boolean;

/** One setting of a kind, as a form shows it. */
export interface SettingField {
  name: string;
  look: SettingLook;
  choices: readonly string[];
  /** What it is when nothing is said. */
  usual: SettingValue;
  needed: boolean;
  /** Seldom touched: shown further down. */
  rare: boolean;
}

const RARE = new Set([
  'base_url',
  'allow_private_network',
  'requests_per_minute',
  'timeout_seconds',
  'check_totals',
  'costs_by_key',
  'encoding',
  'separator',
  'invoices',
  'replaces',
  'models',
  'usage',
  'prices',
  'users',
  'books',
  'place',
]);
/** Given by `mapping` as well, and edited there. */
const HIDDEN = new Set(['rules']);

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function lookOf(name: string, schema: Schema): SettingLook {
  if (name === 'mapping') return 'mapping';
  if (textsOf(schema['enum']).length > 0) return 'choice';
  if (schema['type'] === 'boolean') return 'check';
  if (schema['type'] === 'integer' || schema['type'] === 'number') return 'number';
  if (schema['type'] === 'string') return schema['format'] === 'date' ? 'date' : 'text';
  const items = schema['items'];
  if (schema['type'] === 'array' && isSchema(items) && items['type'] === 'string') return 'list';
  return 'json';
}

/** A setting as text, as its field shows it. */
export function writeSetting(look: SettingLook, value: unknown): SettingValue {
  if (look === 'check') return value === true;
  if (value === undefined || value === null) return '';
  if (look === 'list') return textsOf(value).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The fields of a kind's settings, made of their JSON Schema; those seldom touched last. */
export function settingFields(kind: SourceKind): SettingField[] {
  const { properties, required } = kind.settings;
  if (!isSchema(properties)) return [];
  const needed = new Set(textsOf(required));
  return Object.entries(properties)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, raw]) => {
      const schema: Schema = isSchema(raw) ? raw : {};
      const look = lookOf(name, schema);
      return {
        name,
        look,
        choices: textsOf(schema['enum']),
        usual: writeSetting(look, schema['default']),
        needed: needed.has(name) || look === 'mapping',
        rare: RARE.has(name),
      };
    })
    .sort((a, b) => Number(a.rare) - Number(b.rare));
}

/** Undefined when the text is not what the field takes. */
export function readSetting(look: SettingLook, value: SettingValue): { value: unknown } | undefined {
  if (typeof value === 'boolean') return { value };
  const text = value.trim();
  if (look === 'number') return Number.isNaN(Number(text)) ? undefined : { value: Number(text) };
  if (look === 'list') return { value: text.split(/[\s,]+/).filter((one) => one !== '') };
  if (look !== 'json') return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const isSaid = (field: SettingField, value: SettingValue) =>
  typeof value === 'boolean' ? value !== field.usual : value.trim() !== '' && value.trim() !== field.usual;

/** What was said beyond what is usual. */
export function readSettings(
  fields: readonly SettingField[],
  values: Readonly<Record<string, SettingValue>>,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.usual;
    const read = isSaid(field, value) ? readSetting(field.look, value) : undefined;
    if (read !== undefined) settings[field.name] = read.value;
  }
  return settings;
}
