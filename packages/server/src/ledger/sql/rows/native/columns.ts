import { Bytes } from './bytes.ts';
import { microsOf } from './instants.ts';

/**
 * Values of one column of a block of ClickHouse's `Native` format. Values that are what the column has by default are only
 * counted until one comes that is not: most columns of most batches have no other.
 */
export abstract class NativeColumn {
  abstract readonly type: string;
  private different = false;
  private skipped = 0;

  /** Some value is not what the column has by default. */
  get needed(): boolean {
    return this.different;
  }

  /** The value for as many rows. */
  add(value: unknown, times: number): void {
    if (!this.different) {
      if (this.isDefault(value)) {
        this.skipped += times;
        return;
      }
      this.different = true;
      this.catchUp();
    }
    this.put(value, times);
  }

  /** What a block holds before the values; columns inside others come to it first. */
  abstract prefix(out: Bytes): void;

  values(out: Bytes): void {
    this.catchUp();
    this.write(out);
  }

  protected abstract isDefault(value: unknown): boolean;
  protected abstract readonly empty: unknown;
  protected abstract put(value: unknown, times: number): void;
  protected abstract write(out: Bytes): void;

  private catchUp(): void {
    if (this.skipped > 0) this.put(this.empty, this.skipped);
    this.skipped = 0;
  }
}

/** How a value of fixed type is written, and what the default is. */
interface Plain {
  type: string;
  empty: unknown;
  write(out: Bytes, value: never): void;
  isDefault?(value: unknown): boolean;
}

class PlainColumn extends NativeColumn {
  readonly type: string;
  protected readonly empty: unknown;
  private readonly plain: Plain;
  private readonly bytes = new Bytes();

  constructor(plain: Plain) {
    super();
    this.type = plain.type;
    this.empty = plain.empty;
    this.plain = plain;
  }

  prefix(): void {}

  protected isDefault(value: unknown): boolean {
    return value === this.empty || this.plain.isDefault?.(value) === true;
  }

  protected put(value: unknown, times: number): void {
    const from = this.bytes.size;
    // what is added has passed the checks of its column
    this.plain.write(this.bytes, value as never);
    if (times > 1) this.bytes.repeat(from, times - 1);
  }

  protected write(out: Bytes): void {
    out.copy(this.bytes.written());
  }
}

class NullableColumn extends NativeColumn {
  readonly type: string;
  protected readonly empty = null;
  private readonly inner: NativeColumn;
  private readonly placeholder: unknown;
  private readonly nulls = new Bytes();

  /** `placeholder` stands where there is none. */
  constructor(inner: NativeColumn, placeholder: unknown) {
    super();
    this.type = `Nullable(${inner.type})`;
    this.inner = inner;
    this.placeholder = placeholder;
  }

  prefix(out: Bytes): void {
    this.inner.prefix(out);
  }

  protected isDefault(value: unknown): boolean {
    return value === null;
  }

  protected put(value: unknown, times: number): void {
    for (let i = 0; i < times; i++) this.nulls.uint8(value === null ? 1 : 0);
    this.inner.add(value ?? this.placeholder, times);
  }

  protected write(out: Bytes): void {
    out.copy(this.nulls.written());
    this.inner.values(out);
  }
}

const DICTIONARY_VERSION = 1;
/** The block brings its own dictionary, which the reader merges into the column's. */
const OWN_DICTIONARY = 0x600;

/** Text of which few are different: each once, and for every row which. */
class DictionaryColumn extends NativeColumn {
  readonly type = 'LowCardinality(String)';
  protected readonly empty = '';
  private readonly places = new Map<string, number>();
  private readonly keys = new Bytes();
  private readonly rows: number[] = [];
  private last: string | undefined;
  private lastPlace = 0;

  prefix(out: Bytes): void {
    out.int64(DICTIONARY_VERSION);
  }

  protected isDefault(value: unknown): boolean {
    return value === '';
  }

  protected put(value: unknown, times: number): void {
    const text = value as string;
    if (text !== this.last) {
      this.lastPlace = this.places.get(text) ?? this.learn(text);
      this.last = text;
    }
    for (let i = 0; i < times; i++) this.rows.push(this.lastPlace);
  }

  private learn(text: string): number {
    const place = this.places.size;
    this.places.set(text, place);
    this.keys.text(text);
    return place;
  }

  protected write(out: Bytes): void {
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

class ListColumn extends NativeColumn {
  readonly type: string;
  protected readonly empty: readonly unknown[] = [];
  private readonly inner: NativeColumn;
  private readonly ends = new Bytes();
  private count = 0;

  constructor(inner: NativeColumn) {
    super();
    this.type = `Array(${inner.type})`;
    this.inner = inner;
  }

  prefix(out: Bytes): void {
    this.inner.prefix(out);
  }

  protected isDefault(value: unknown): boolean {
    return (value as readonly unknown[]).length === 0;
  }

  protected put(value: unknown, times: number): void {
    const items = value as readonly unknown[];
    for (let i = 0; i < times; i++) {
      for (const item of items) this.inner.add(item, 1);
      this.count += items.length;
      this.ends.int64(this.count);
    }
  }

  protected write(out: Bytes): void {
    out.copy(this.ends.written());
    this.inner.values(out);
  }
}

class MapColumn extends NativeColumn {
  readonly type: string;
  protected readonly empty: Readonly<Record<string, unknown>> = {};
  private readonly keys: NativeColumn = new DictionaryColumn();
  private readonly inner: NativeColumn;
  private readonly ends = new Bytes();
  private count = 0;

  constructor(inner: NativeColumn) {
    super();
    this.type = `Map(${this.keys.type}, ${inner.type})`;
    this.inner = inner;
  }

  prefix(out: Bytes): void {
    this.keys.prefix(out);
    this.inner.prefix(out);
  }

  protected isDefault(value: unknown): boolean {
    for (const _ in value as object) return false;
    return true;
  }

  protected put(value: unknown, times: number): void {
    const entries = value as Readonly<Record<string, unknown>>;
    for (let i = 0; i < times; i++) {
      for (const key in entries) {
        this.keys.add(key, 1);
        this.inner.add(entries[key], 1);
        this.count++;
      }
      this.ends.int64(this.count);
    }
  }

  protected write(out: Bytes): void {
    out.copy(this.ends.written());
    this.keys.values(out);
    this.inner.values(out);
  }
}

function plain(column: Plain): () => NativeColumn {
  return () => new PlainColumn(column);
}

/** Text with at most `scale` decimals, as a Decimal of that scale. */
function decimal(scale: number): () => NativeColumn {
  const zero = `0.${'0'.repeat(scale)}`;
  return plain({
    type: `Decimal(38, ${scale})`,
    empty: '0',
    write: (out, value: string) => writeDecimal(out, value, scale),
    isDefault: (value) => value === zero,
  });
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

const EPOCH = '1970-01-01T00:00:00Z';
const instant = plain({
  type: "DateTime64(6, 'UTC')",
  empty: EPOCH,
  write: (out, value: string) => out.int64(microsOf(value)),
});
const whole = (type: string, empty: number) =>
  plain({ type, empty, write: (out, value: number) => out.int64(value) });
const uint64 = whole('UInt64', 0);
const text = plain({ type: 'String', empty: '', write: (out, value: string) => out.text(value) });
const float = plain({ type: 'Float64', empty: 0, write: (out, value: number) => out.float64(value) });
const money = decimal(12);
const quantity = decimal(6);
const dictionary = () => new DictionaryColumn();

/** Makes a column, by what it holds. */
export const NATIVE = {
  text,
  dictionary,
  instant,
  maybeInstant: () => new NullableColumn(instant(), EPOCH),
  bool: plain({
    type: 'Bool',
    empty: false,
    write: (out, value: boolean) => out.uint8(value ? 1 : 0),
  }),
  uint16: plain({ type: 'UInt16', empty: 0, write: (out, value: number) => out.uint16(value) }),
  uint32: plain({ type: 'UInt32', empty: 0, write: (out, value: number) => out.uint32(value) }),
  uint64,
  int64: whole('Int64', 0),
  /** A number of calls, which is one unless said; negative where an entry takes calls away. */
  count: whole('Int64', 1),
  float,
  maybeFloat: () => new NullableColumn(float(), 0),
  money,
  maybeMoney: () => new NullableColumn(money(), '0'),
  quantity,
  list: () => new ListColumn(dictionary()),
  texts: () => new MapColumn(text()),
  kinds: () => new MapColumn(dictionary()),
  counts: () => new MapColumn(uint64()),
  quantities: () => new MapColumn(quantity()),
} satisfies Readonly<Record<string, () => NativeColumn>>;

export type NativeKind = keyof typeof NATIVE;
