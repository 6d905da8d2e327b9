import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

export const FOCUS_EXPORT_VERSIONS = ['1.2', '1.4'] as const;
export const FOCUS_EXPORT_FORMATS = ['csv', 'parquet'] as const;
/** `usage`: BilledCost is 0, since nobody is billed by it. `chargeback`: the organization bills its own cost centers. */
export const FOCUS_DATASETS = ['usage', 'chargeback'] as const;
export const FOCUS_GRANULARITIES = ['day', 'hour'] as const;

/** What describes a FOCUS export: schema, generator, counts and sums. Names are those of the specification. */
export const focusMetadata = z.object({
  FocusVersion: z.string(),
  DataGenerator: z.object({ DataGenerator: z.string() }),
  CreationDate: instant,
  DatasetConfiguration: z.object({
    Dataset: z.enum(FOCUS_DATASETS),
    PeriodStart: instant,
    PeriodEnd: instant,
    TimeZone: z.string(),
    ChargePeriod: z.enum(FOCUS_GRANULARITIES),
  }),
  /** By currency, exact, for whoever checks what arrived. */
  x_Sums: z.array(
    z.object({
      currency: z.string(),
      rows: z.number().int().nonnegative(),
      billed_cost: decimalString,
      list_cost: decimalString,
      contracted_cost: decimalString,
      effective_cost: decimalString,
    }),
  ),
  /** The data dictionary. */
  ColumnDefinition: z.array(
    z.object({
      ColumnName: z.string(),
      DataType: z.string(),
      Nullable: z.boolean(),
      Description: z.string(),
    }),
  ),
});
export type FocusMetadata = z.infer<typeof focusMetadata>;
