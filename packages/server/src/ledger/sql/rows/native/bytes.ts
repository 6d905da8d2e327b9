const FIRST_BYTES = 1 << 14;
/** UTF-8 takes at most this many bytes per unit of a JavaScript string. */
const MOST_PER_UNIT = 3;
const TWO_TO_32 = 4_294_967_296;

/** Bytes that grow as they are written; numbers little-endian. */
export class Bytes {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  /** What was written; valid until more is. */
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  get size(): number {
    return this.length;
  }

  /** What was written since `from`, as often again. */
  repeat(from: number, times: number): void {
    const piece = this.length - from;
    this.reserve(piece * times);
    for (let i = 0; i < times; i++) {
      this.bytes.copyWithin(this.length, from, from + piece);
      this.length += piece;
    }
  }

  copy(more: Uint8Array): void {
    this.reserve(more.length);
    this.bytes.set(more, this.length);
    this.length += more.length;
  }

  uint8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  uint16(value: number): void {
    this.reserve(2);
    this.length = this.bytes.writeUInt16LE(value, this.length);
  }

  uint32(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeUInt32LE(value, this.length);
  }

  /** A safe integer as 64 bits; a negative one as two's complement. */
  int64(value: number): void {
    this.reserve(8);
    const high = Math.floor(value / TWO_TO_32);
    this.length = this.bytes.writeUInt32LE(value - high * TWO_TO_32, this.length);
    this.length = this.bytes.writeInt32LE(high, this.length);
  }

  /** Two's complement of 128 bits. */
  int128(value: bigint): void {
    this.reserve(16);
    this.length = this.bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.length);
    this.length = this.bytes.writeBigInt64LE(value >> 64n, this.length);
  }

  /** A safe integer that is not negative, as 128 bits. */
  safe128(value: number): void {
    this.int64(value);
    this.int64(0);
  }

  float64(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** LEB128, as lengths are told. */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.uint8((rest % 0x80) | 0x80);
    this.uint8(rest);
  }

  /** Length and UTF-8; half a surrogate pair, cut from some text, becomes U+FFFD. */
  text(value: string): void {
    if (value.length * MOST_PER_UNIT >= 0x80) {
      const size = Buffer.byteLength(value);
      this.varint(size);
      this.reserve(size);
      this.length += this.bytes.write(value, this.length);
      return;
    }
    this.reserve(0x80);
    const size = this.bytes.write(value, this.length + 1);
    this.bytes[this.length] = size;
    this.length += size + 1;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.written());
    this.bytes = grown;
  }
}
