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

  /** Rows of one call: own values of each, of the first names, and what they share, of the names after. */
  add(own: readonly (readonly unknown[])[], shared: readonly unknown[]): void {
    const { columns } = this;
    for (const values of own) {
      for (let i = 0; i < values.length; i++) columns[i]?.add(values[i], 1);
    }
    const before = columns.length - shared.length;
    for (let i = 0; i < shared.length; i++) columns[before + i]?.add(shared[i], own.length);
    this.rows += own.length;
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
