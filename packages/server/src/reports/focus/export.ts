import type { FOCUS_EXPORT_FORMATS, FocusMetadata } from '@weir/core/contract';
import type { UnitRegistry } from '@weir/core/usage';
import { focusColumn } from '../../ingest/focus/columns.ts';
import type { SqlEngine } from '../../ledger/sql/engine.ts';
import { expressionsOf, nameParameters } from './expressions.ts';
import { assertQuery, type FocusQuery, grouped } from './query.ts';

export type FocusFormat = (typeof FOCUS_EXPORT_FORMATS)[number];

/** The ledger as FOCUS: `rows` of any size by streaming, and what describes them. */
export interface FocusExporter {
  rows(query: FocusQuery, format: FocusFormat, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  metadata(query: FocusQuery, signal?: AbortSignal): Promise<FocusMetadata>;
}

const SETTINGS = {
  csv: "output_format_decimal_trailing_zeros = 0, format_csv_null_representation = ''",
  parquet: 'output_format_parquet_string_as_string = 1',
} as const;

export function createFocusExporter(
  engine: Pick<SqlEngine, 'select' | 'stream'>,
  deps: { units: UnitRegistry; version: string; now(): number },
): FocusExporter {
  return {
    rows(query, format, signal) {
      assertQuery(query);
      const { sql, parameters } = statementOf(query, deps.units, format);
      return engine.stream(
        sql,
        parameters,
        format === 'csv' ? 'CSVWithNames' : 'Parquet',
        signal === undefined ? {} : { signal },
      );
    },
    async metadata(query, signal) {
      assertQuery(query);
      const { sql, parameters } = sumsOf(query, deps.units);
      const sums = await engine.select<FocusMetadata['x_Sums'][number]>(
        sql,
        parameters,
        signal === undefined ? {} : { signal },
      );
      return {
        FocusVersion: query.version,
        DataGenerator: { DataGenerator: `Weir ${deps.version}` },
        CreationDate: new Date(deps.now()).toISOString(),
        DatasetConfiguration: {
          Dataset: query.dataset,
          PeriodStart: query.since.toISOString(),
          PeriodEnd: query.until.toISOString(),
          TimeZone: query.timeZone,
          ChargePeriod: query.granularity,
        },
        x_Sums: sums.map((one) => ({ ...one, rows: Number(one.rows) })),
        ColumnDefinition: dictionaryOf(query),
      };
    },
  };
}

function statementOf(query: FocusQuery, units: UnitRegistry, format: FocusFormat) {
  const { sql, parameters } = grouped(query);
  const columns = expressionsOf(query, format === 'csv').map(({ name, sql: one }) => `${one} AS \`${name}\``);
  return {
    sql: `WITH ${sql}, ratios AS (${RATIOS})
SELECT ${columns.join(',\n  ')}
FROM ratios
ORDER BY period_start, provider, model, unit, workload, key, class, entry
SETTINGS ${SETTINGS[format]}`,
    parameters: { ...parameters, ...nameParameters(units, query) },
  };
}

/**
 * Shares of what was allocated: of a row in all rows of one agreement, period and unit. Cut to 12 decimals; costs are not
 * worked out from it, they sum exactly.
 */
const RATIOS = `SELECT *,
    if(entry = 'agreement' AND together != 0, CAST(effective_sum, 'Decimal(38, 12)') / together, toDecimal128(1, 12)) AS ratio,
    abs(quantity) AS shared_quantity
  FROM (
    SELECT *, sum(effective_sum) OVER (PARTITION BY period_start, provider, price_ref, unit, entry, currency, class) AS together
    FROM priced_sums
  )`;

function sumsOf(query: FocusQuery, units: UnitRegistry) {
  const { sql, parameters } = grouped(query);
  const at = (name: string) => expressionsOf(query, false).find((one) => one.name === name)?.sql ?? '0';
  return {
    sql: `WITH ${sql}
SELECT toString(currency) AS currency, count() AS rows,
  toString(sum(${at('BilledCost')})) AS billed_cost, toString(sum(${at('ListCost')})) AS list_cost,
  toString(sum(${at('ContractedCost')})) AS contracted_cost, toString(sum(effective_sum)) AS effective_cost
FROM priced_sums GROUP BY currency ORDER BY currency
SETTINGS output_format_decimal_trailing_zeros = 0`,
    parameters: { ...parameters, ...nameParameters(units, query) },
  };
}

const TYPES = {
  text: 'STRING',
  decimal: 'DECIMAL',
  time: 'DATETIME',
  json: 'JSON',
  currency: 'STRING',
} as const;

/** The data dictionary: every column of the export, those of Weir as well. */
function dictionaryOf(query: FocusQuery): FocusMetadata['ColumnDefinition'] {
  return expressionsOf(query, true).map(({ name, meaning }) => {
    const column = focusColumn(name);
    return {
      ColumnName: name,
      DataType: column === undefined ? (name === 'x_Calls' ? 'INTEGER' : 'STRING') : TYPES[column.type],
      Nullable: column?.nullable ?? true,
      Description: meaning,
    };
  });
}
