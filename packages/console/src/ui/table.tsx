import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { cx } from './cx.ts';

/** A column of a `DataTable`. `compare` makes it sortable; the first click shows the largest first when `end`. */
export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  compare?: (a: Row, b: Row) => number;
  /** Sortable, but rows come in their order already: only some of them are here. */
  ordered?: boolean;
  align?: 'end';
  /** Left out on screens narrower than this. */
  from?: Width;
  className?: string;
  /** Cell of the totals row. */
  footer?: ReactNode;
}

type Width = 'sm' | 'md' | 'lg' | 'xl' | '2xl';

export interface Sort {
  id: string;
  desc: boolean;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Marks a row as new: it is tinted for a moment. */
  isFresh?: (row: Row) => boolean;
  /** Shows the previous rows dimmed while new ones load. */
  stale?: boolean;
}

interface Meta {
  align?: 'end' | undefined;
  from?: Width | undefined;
  className?: string | undefined;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: {} as Meta,
});

const FROM = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
  '2xl': 'hidden 2xl:table-cell',
} as const;

const cellClass = (meta: Meta | undefined, extra: string) =>
  cx(
    extra,
    meta?.align === 'end' ? 'text-right' : 'text-left',
    meta?.from !== undefined && FROM[meta.from],
    meta?.className,
  );

function toDefinition<Row extends RowData>(column: Column<Row>): ColumnDef<typeof features, Row> {
  const { ordered = false } = column;
  const compare = ordered ? () => 0 : column.compare;
  return {
    id: column.id,
    header: column.header,
    accessorFn: (row) => row,
    cell: ({ row }) => column.cell(row.original),
    enableSorting: compare !== undefined,
    sortDescFirst: column.align === 'end',
    ...(compare === undefined ? {} : { sortFn: (a, b) => compare(a.original, b.original) }),
    meta: { align: column.align, from: column.from, className: column.className },
  };
}

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowId, sort, onSort, isFresh, stale = false } = props;
  const definitions = useMemo(() => columns.map(toDefinition), [columns]);
  // a new array when columns change: a comparison may rest on figures that came after the rows
  const data = useMemo(() => (definitions.length === 0 ? [] : [...rows]), [rows, definitions]);
  const sorting: SortingState = useMemo(() => (sort === undefined ? [] : [sort]), [sort]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    state: { sorting },
    enableSortingRemoval: false,
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update;
      if (next !== undefined) onSort?.(next);
    },
  });
  const hasFooter = columns.some((column) => column.footer !== undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={caption}>
      <table className={cx('w-full border-collapse text-sm transition-opacity', stale && 'opacity-60')}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b border-line">
              {group.headers.map((header) => {
                const { column } = header;
                const direction = column.getIsSorted();
                const label = <table.FlexRender header={header} />;
                return (
                  <th
                    key={header.id}
                    scope="col"
                    {...(direction === false
                      ? {}
                      : {
                          'aria-sort': direction === 'asc' ? ('ascending' as const) : ('descending' as const),
                        })}
                    className={cellClass(
                      column.columnDef.meta,
                      'h-9 px-3 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
                    )}
                  >
                    {column.getCanSort() && onSort !== undefined ? (
                      <button
                        type="button"
                        onClick={column.getToggleSortingHandler()}
                        className={cx(
                          'inline-flex items-center gap-1 rounded hover:text-ink',
                          direction !== false && 'text-ink',
                          column.columnDef.meta?.align === 'end' && 'flex-row-reverse',
                        )}
                      >
                        {label}
                        {direction === 'asc' ? <ArrowUp aria-hidden className="size-3" /> : null}
                        {direction === 'desc' ? <ArrowDown aria-hidden className="size-3" /> : null}
                      </button>
                    ) : (
                      label
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              className={cx(
                'border-b border-line transition-colors duration-1000 last:border-b-0 hover:bg-sunken hover:duration-100',
                isFresh?.(row.original) === true && 'bg-accent-weak',
              )}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={cellClass(cell.column.columnDef.meta, 'h-10 px-3 py-1.5 first:pl-4 last:pr-4')}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasFooter ? (
          <tfoot>
            <tr className="border-t border-line-strong font-semibold">
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column, 'h-11 px-3 first:pl-4 last:pr-4')}>
                  {column.footer}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  );
}
