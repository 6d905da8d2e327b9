import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import type { Value } from './rows.ts';

/** What hyparquet hands over when it is kept from converting decimals, dates and text. */
export type RawValue = unknown;

type Convert = (raw: RawValue) => Value;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Dates and times as RFC 3339 UTC text with all the digits they have. */
export const exactParsers: ParquetParsers = {
  timestampFromMilliseconds: (millis) => instant(BigInt(millis), 3),
  timestampFromMicroseconds: (micros) => instant(BigInt(micros), 6),
  timestampFromNanoseconds: (nanos) => instant(BigInt(nanos), 9),
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  stringFromBytes: textOf,
  jsonFromBytes: textOf,
  geometryFromBytes: textOf,
  geographyFromBytes: textOf,
  uuidFromBytes: (bytes) => Buffer.from(bytes).toString('hex'),
};

/** hyparquet parses nulls too. */
function textOf(bytes: Uint8Array | undefined): Value | undefined {
  if (bytes === undefined) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return `0x${Buffer.from(bytes).toString('hex')}`;
  }
}

/** `units` of 10^-places seconds since 1970. */
function instant(units: bigint, places: number): string {
  const second = 10n ** BigInt(places);
  const seconds = units / second - (units % second < 0n ? 1n : 0n);
  const fraction = (units - seconds * second).toString().padStart(places, '0');
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${fraction}Z`;
}

/**
 * The schema with its decimals as the integers or bytes they are kept as: hyparquet would turn them into floats. Their
 * scale is applied by `converterOf`, which wants the schema as it was.
 */
export function withoutDecimals(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    if (!isDecimal(element)) return element;
    const { converted_type: _, logical_type: __, ...raw } = element;
    return raw;
  });
}

function isDecimal(element: SchemaElement): boolean {
  return element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
}

/** How values of a column become text, lists and objects. */
export function converterOf(tree: SchemaTree): Convert {
  const { element, children } = tree;
  const [only] = children;
  if (children.length === 0 || only === undefined) {
    const leaf = leafConverter(element);
    return element.repetition_type === 'REPEATED' ? listOf(leaf) : orNull(leaf);
  }
  if (element.converted_type === 'LIST') {
    const [item] = only.children;
    return listOf(only.children.length === 1 && item !== undefined ? converterOf(item) : unrepeated(only));
  }
  if (element.converted_type === 'MAP') {
    const value = only.children.find((child) => child.element.name === 'value');
    return objectOf(() => (value === undefined ? plain : converterOf(value)));
  }
  return element.repetition_type === 'REPEATED' ? listOf(unrepeated(tree)) : structOf(tree);
}

function unrepeated(tree: SchemaTree): Convert {
  if (tree.children.length === 0) return orNull(leafConverter(tree.element));
  return structOf(tree);
}

function structOf(tree: SchemaTree): Convert {
  const byName = new Map(tree.children.map((child) => [child.element.name, converterOf(child)]));
  return objectOf((name) => byName.get(name) ?? plain);
}

function objectOf(converter: (name: string) => Convert): Convert {
  return (raw) => {
    if (typeof raw !== 'object' || raw === null) return null;
    return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, converter(name)(value)]));
  };
}

function listOf(convert: Convert): Convert {
  return (raw) => (Array.isArray(raw) ? raw.map(convert) : null);
}

function orNull(convert: Convert): Convert {
  return (raw) => (raw === null || raw === undefined ? null : convert(raw));
}

function leafConverter(element: SchemaElement): Convert {
  if (!isDecimal(element)) return element.type === 'FLOAT' ? float32 : plain;
  const logical = element.logical_type;
  const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
  return (raw) => scaled(integerOf(raw), scale);
}

function plain(raw: RawValue): Value {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === 'boolean' || typeof raw === 'string') return raw;
  if (typeof raw === 'number' || typeof raw === 'bigint') return String(raw);
  if (raw instanceof Date) return raw.toISOString();
  if (raw instanceof Uint8Array) return textOf(raw) ?? null;
  if (Array.isArray(raw)) return raw.map(plain);
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, plain(value)]));
}

/** The shortest decimal that denotes this 32-bit float, as 0.1 and not 0.10000000149011612. */
function float32(raw: RawValue): Value {
  if (typeof raw !== 'number') return plain(raw);
  for (let digits = 1; digits <= 9; digits++) {
    const text = raw.toPrecision(digits);
    if (Math.fround(Number(text)) === raw) return String(Number(text));
  }
  return String(raw);
}

/** Big-endian two's complement, or an integer as such. */
function integerOf(raw: RawValue): bigint {
  if (typeof raw === 'bigint') return raw;
  if (typeof raw === 'number') return BigInt(raw);
  const bytes = raw instanceof Uint8Array ? raw : new Uint8Array();
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

function scaled(integer: bigint, scale: number): string {
  if (scale === 0) return integer.toString();
  const sign = integer < 0n ? '-' : '';
  const digits = (integer < 0n ? -integer : integer).toString().padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
