import { Bytes } from './bytes.ts';
import { microsOf } from './instants.ts';

/** Values of one column of a block of ClickHouse's `Native` format. */
export interface NativeColumn {
  readonly type: string;
  /** Some value is not what the column has by default. */
  readonly needed: boolean;
  add(value: unknown): void;
  /** What a block holds before the values; columns inside others come to it first. */
  prefix(out: Bytes): void;
  values(out: Bytes): void;
}

/** How a value of fixed type is written, and which one is the default. */
interface Plain {
  type: string;
  write(out: Bytes, value: never): void;
  isDefault(value: unknown): boolean;
}

class PlainColumn implements NativeColumn {
  readonly type: string;
  needed = false;
  private readonly plain: Plain;
  private readonly bytes = new Bytes();

  constructor(plain: Plain) {
    this.type = plain.type;
    this.plain = plain;
  }

  add(value: unknown): void {
    if (!this.needed && !this.plain.isDefault(value)) this.needed = true;
    // what is added has passed the checks of its column
    this.plain.write(this.bytes, value as never);
  }

  prefix(): void {}

  values(out: Bytes): void {
    out.copy(this.bytes.written());
  }
}

class NullableColumn implements NativeColumn {
  readonly type: string;
  needed = false;
  private readonly empty: unknown;
  private readonly inner: NativeColumn;
  private readonly nulls = new Bytes();

  /** `empty` takes the place of what is null. */
  constructor(inner: NativeColumn, empty: unknown) {
    this.type = `Nullable(${inner.type})`;
    this.inner = inner;
    this.empty = empty;
  }

  add(value: unknown): void {
    if (value !== null) this.needed = true;
    this.nulls.uint8(value === null ? 1 : 0);
    this.inner.add(value ?? this.empty);
  }

  prefix(out: Bytes): void {
    this.inner.prefix(out);
  }

  values(out: Bytes): void {
    out.copy(this.nulls.written());
    this.inner.values(out);
  }
}

const DICTIONARY_VERSION = 1;
/** The block brings its own dictionary, which the reader merges into the column's. */
const OWN_DICTIONARY = 0x600;

/** Text of which few are different: each once, and for every row which. */
class DictionaryColumn implements NativeColumn {
  readonly type = 'LowCardinality(String)';
  needed = false;
  private readonly places = new Map<string, number>();
  private readonly keys = new Bytes();
  private readonly rows: number[] = [];
  private last = '';
  private lastPlace = -1;

  add(value: unknown): void {
    const text = value as string;
    if (text === this.last && this.lastPlace !== -1) {
      this.rows.push(this.lastPlace);
      return;
    }
    if (text !== '') this.needed = true;
    const place = this.places.get(text) ?? this.learn(text);
    this.last = text;
    this.lastPlace = place;
    this.rows.push(place);
  }

  private learn(text: string): number {
    const place = this.places.size;
    this.places.set(text, place);
    this.keys.text(text);
    return place;
  }

  prefix(out: Bytes): void {
    out.int64(DICTIONARY_VERSION);
  }

  values(out: Bytes): void {
    if (this.rows.length === 0) return;
    const width = this.places.size <= 0x1_00 ? 0 : this.places.size <= 0x1_00_00 ? 1 : 2;
    out.int64(OWN_DICTIONARY + width);
    out.int64(this.places.size);
    out.copy(this.keys.written());
    out.int64(this.rows.length);
    for (const place of this.rows) {
      if (width === 0) out.uint8(place);
      else if (width === 1) out.uint16(place);
      else out.uint32(place);
    }
  }
}

class ListColumn implements NativeColumn {
  readonly type: string;
  needed = false;
  private readonly inner: NativeColumn;
  private readonly ends = new Bytes();
  private count = 0;

  constructor(inner: NativeColumn) {
    this.type = `Array(${inner.type})`;
    this.inner = inner;
  }

  add(value: unknown): void {
    for (const item of value as readonly unknown[]) {
      this.needed = true;
      this.inner.add(item);
      this.count++;
    }
    this.ends.int64(this.count);
  }

  prefix(out: Bytes): void {
    this.inner.prefix(out);
  }

  values(out: Bytes): void {
    out.copy(this.ends.written());
    this.inner.values(out);
  }
}

class MapColumn implements NativeColumn {
  readonly type: string;
  needed = false;
  private readonly keys: NativeColumn = new DictionaryColumn();
  private readonly inner: NativeColumn;
  private readonly ends = new Bytes();
  private count = 0;

  constructor(inner: NativeColumn) {
    this.type = `Map(${this.keys.type}, ${inner.type})`;
    this.inner = inner;
  }

  add(value: unknown): void {
    const entries = value as Readonly<Record<string, unknown>>;
    for (const key in entries) {
      this.needed = true;
      this.keys.add(key);
      this.inner.add(entries[key]);
      this.count++;
    }
    this.ends.int64(this.count);
  }

  prefix(out: Bytes): void {
    this.keys.prefix(out);
    this.inner.prefix(out);
  }

  values(out: Bytes): void {
    out.copy(this.ends.written());
    this.keys.values(out);
    this.inner.values(out);
  }
}

const plain =
  (type: string, write: (out: Bytes, value: never) => void, isDefault: (value: unknown) => boolean) => () =>
    new PlainColumn({ type, write, isDefault });

const isZero = (value: unknown) => value === 0;

/** Text with at most `scale` decimals, as a Decimal of that scale. */
function decimal(scale: number): () => NativeColumn {
  const zeros = new Set(['0', `0.${'0'.repeat(scale)}`]);
  return plain(
    `Decimal(38, ${scale})`,
    (out, value: string) => writeDecimal(out, value, scale),
    (value) => zeros.has(value as string),
  );
}

const MOST_SAFE_DIGITS = 15;

function writeDecimal(out: Bytes, value: string, scale: number): void {
  const dot = value.indexOf('.');
  const digits = dot === -1 ? value : value.slice(0, dot) + value.slice(dot + 1);
  const missing = scale - (dot === -1 ? 0 : value.length - dot - 1);
  const scaled = missing === 0 ? digits : digits + '0'.repeat(missing);
  // most amounts are small: leading zeros do not count
  if (scaled.length <= MOST_SAFE_DIGITS && !scaled.startsWith('-')) out.safe128(Number(scaled));
  else out.int128(BigInt(scaled));
}

const instant = plain(
  "DateTime64(6, 'UTC')",
  (out, value: string) => out.int64(value === EPOCH ? 0 : microsOf(value)),
  () => false,
);
const EPOCH = '1970-01-01T00:00:00Z';
const string = plain(
  'String',
  (out, value: string) => out.text(value),
  (value) => value === '',
);
const float = plain('Float64', (out, value: number) => out.float64(value), isZero);
const money = decimal(12);
const dictionary = () => new DictionaryColumn();

/** Makes a column, by what it holds. */
export const NATIVE = {
  text: string,
  dictionary,
  instant,
  maybeInstant: () => new NullableColumn(instant(), EPOCH),
  bool: plain(
    'Bool',
    (out, value: boolean) => out.uint8(value ? 1 : 0),
    (value) => value === false,
  ),
  uint16: plain('UInt16', (out, value: number) => out.uint16(value), isZero),
  uint32: plain('UInt32', (out, value: number) => out.uint32(value), isZero),
  uint64: plain('UInt64', (out, value: number) => out.int64(value), isZero),
  int64: plain('Int64', (out, value: number) => out.int64(value), isZero),
  /** A number of calls, which is one unless said. */
  count: plain(
    'UInt64',
    (out, value: number) => out.int64(value),
    (value) => value === 1,
  ),
  float,
  maybeFloat: () => new NullableColumn(float(), 0),
  money,
  maybeMoney: () => new NullableColumn(money(), '0'),
  quantity: decimal(6),
  list: () => new ListColumn(dictionary()),
  texts: () => new MapColumn(string()),
  kinds: () => new MapColumn(dictionary()),
  counts: () => new MapColumn(plain('UInt64', (out, value: number) => out.int64(value), isZero)()),
  quantities: () => new MapColumn(decimal(6)()),
} satisfies Readonly<Record<string, () => NativeColumn>>;

export type NativeKind = keyof typeof NATIVE;
