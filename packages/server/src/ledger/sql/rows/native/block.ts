import type { TableBlock } from '../../engine.ts';
import { Bytes } from './bytes.ts';
import { NATIVE, type NativeColumn } from './columns.ts';
import { kindOf } from './kinds.ts';

/** Gathers rows of one table into a block. Columns of which no row has more than the default are left out. */
export class BlockBuilder {
  private readonly names: readonly string[];
  private readonly columns: readonly NativeColumn[];
  private rows = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.columns = names.map((name) => NATIVE[kindOf(name)]());
  }

  /** Values in the order of the names, the first of them in `first`, the others in `rest`. */
  add(first: readonly unknown[], rest: readonly unknown[]): void {
    const { columns } = this;
    let i = 0;
    for (const value of first) columns[i++]?.add(value);
    for (const value of rest) columns[i++]?.add(value);
    this.rows++;
  }

  /** Undefined without rows. */
  done(): TableBlock | undefined {
    if (this.rows === 0) return undefined;
    const needed = this.columns.flatMap((column, i) =>
      column.needed ? [{ column, name: this.names[i] ?? '' }] : [],
    );
    const out = new Bytes();
    out.varint(needed.length);
    out.varint(this.rows);
    for (const { column, name } of needed) {
      out.text(name);
      out.text(column.type);
      column.prefix(out);
      column.values(out);
    }
    return {
      columns: needed.map(({ column, name }) => ({ name, type: column.type })),
      bytes: out.written(),
    };
  }
}
