import type { Mapping, MappingRules } from '@weir/core/contract';

export interface PairFields {
  field: string;
  value: string;
}

/** A mapping as its inputs show it. */
export interface MappingFields {
  id: string;
  name: string;
  columns: PairFields[];
  constants: PairFields[];
  comma: boolean;
  dates: MappingRules['dates'];
  zone: string;
  period: MappingRules['period'];
  scale: string;
  sign: MappingRules['sign'];
  skip: string;
  /** What has no input of its own, as JSON. */
  more: string;
}

const pairsOf = (record: Readonly<Record<string, string | undefined>>): PairFields[] =>
  Object.entries(record).map(([field, value = '']) => ({ field, value }));

/** The part of the form that rules fill. */
export function fieldsOfRules(rules: MappingRules | undefined): Omit<MappingFields, 'id' | 'name'> {
  const { values = {}, totals, identity } = rules ?? {};
  const more = {
    ...(Object.keys(values).length === 0 ? {} : { values }),
    ...(totals === undefined ? {} : { totals }),
    ...(identity === undefined ? {} : { identity }),
  };
  return {
    columns: pairsOf(rules?.columns ?? {}),
    constants: pairsOf(rules?.constants ?? {}),
    comma: rules?.decimal_comma ?? false,
    dates: rules?.dates ?? 'auto',
    zone: rules?.time_zone ?? 'UTC',
    period: rules?.period ?? 'day',
    scale: rules?.unit_scale ?? '1',
    sign: rules?.sign ?? 'as_is',
    skip: String(rules?.skip_lines ?? 0),
    more: Object.keys(more).length === 0 ? '' : JSON.stringify(more, undefined, 2),
  };
}

export const fieldsOfMapping = (mapping: Mapping | undefined): MappingFields => ({
  id: mapping?.id ?? '',
  name: mapping === undefined || mapping.name === mapping.id ? '' : mapping.name,
  ...fieldsOfRules(mapping?.rules),
});

/** Undefined when it is no JSON object. */
export function readMore(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const recordOf = (pairs: readonly PairFields[]): Record<string, string> =>
  Object.fromEntries(
    pairs
      .map(({ field, value }) => [field.trim(), value.trim()] as const)
      .filter(([field, value]) => field !== '' && value !== ''),
  );

export const readRules = (fields: MappingFields): MappingRules => ({
  columns: recordOf(fields.columns) as MappingRules['columns'],
  constants: recordOf(fields.constants) as MappingRules['constants'],
  decimal_comma: fields.comma,
  dates: fields.dates,
  time_zone: fields.zone.trim(),
  period: fields.period,
  unit_scale: fields.scale.trim(),
  sign: fields.sign,
  values: {},
  skip_lines: Number(fields.skip),
  ...readMore(fields.more),
});

/** The beginning of a file, as the API takes it. */
export async function sampleOf(file: File): Promise<{ file_name: string; content: string }> {
  const bytes = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return { file_name: file.name, content: btoa(text) };
}
const SAMPLE_BYTES = 1024 * 1024;
const CHUNK = 0x80_00;
