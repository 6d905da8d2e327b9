import { z } from 'zod';
import { instant, slug } from './primitives.ts';
import { statementLine } from './statements.ts';

/**
 * Fields of a statement line that a column or a constant can give. `tag.<name>` gives a tag, `quantity.<unit>` a quantity of that
 * unit: a file that counts input and output in columns of their own tells a line of each.
 */
export const MAPPED_FIELDS = [
  'since',
  'until',
  'provider',
  'account',
  'project',
  'key',
  'model',
  'unit',
  'category',
  'tier',
  'region',
  'quantity',
  'requests',
  'cost',
  'list_cost',
  'effective_cost',
  'currency',
  'invoice',
  'description',
  'user',
] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];

const field = z.union([
  z.enum(MAPPED_FIELDS),
  z
    .string()
    .max(120)
    .regex(/^(?:tag|quantity)\.\S+$/, `one of ${MAPPED_FIELDS.join(', ')}, tag.<name>, quantity.<unit>`),
]);

/** auto: only what can be read in one way. */
export const MAPPED_DATES = ['auto', 'dmy', 'mdy', 'ymd', 'epoch'] as const;

/** How columns of a file become lines. */
export const mappingRules = z
  .object({
    /** Column of the file by field of the line; a dotted name looks into a structure. */
    columns: z.record(field, z.string().min(1).max(200)),
    /** What a field is where its column is empty or there is none. */
    constants: z.record(field, z.string().min(1).max(200)).default({}),
    /** `1.234,56` is what others write 1,234.56. */
    decimal_comma: z.boolean().default(false),
    dates: z.enum(MAPPED_DATES).default('auto'),
    /** Of dates and times without zone: IANA name. */
    time_zone: z.string().min(1).max(64).default('UTC'),
    /** Where no column says when it ends. */
    period: z.enum(['hour', 'day', 'month']).default('day'),
    /** How many of the unit one in the file is: 1000 when it counts thousands. */
    unit_scale: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,12})?$/, 'a number such as 1000')
      .default('1'),
    /** negate: costs stand with a minus. */
    sign: z.enum(['as_is', 'negate']).default('as_is'),
    /** Models as Weir calls them, by what the file calls them; units and providers likewise. */
    values: z
      .partialRecord(
        z.enum(['model', 'unit', 'provider', 'category', 'tier']),
        z.record(z.string(), z.string()),
      )
      .default({}),
    /** Columns that name a row. Default: all that are no figure. */
    identity: z.array(z.string().min(1)).max(50).optional(),
    /** Rows that sum the others: they are compared with them and are no lines. */
    totals: z
      .object({ column: z.string().min(1), is: z.string().min(1).max(200) })
      .strict()
      .optional(),
    /** Lines before the header. */
    skip_lines: z.number().int().min(0).max(1_000).default(0),
  })
  .strict();
export type MappingRules = z.infer<typeof mappingRules>;

export const mapping = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  rules: mappingRules,
  created_at: instant,
  updated_at: instant,
});
export type Mapping = z.infer<typeof mapping>;

export const createMapping = z
  .object({ id: slug, name: z.string().min(1).max(200).optional(), rules: mappingRules })
  .strict();

/** Rules are replaced as a whole. */
export const changeMapping = z
  .object({ name: z.string().min(1).max(200), rules: mappingRules })
  .partial()
  .strict();

/** `POST /mappings/suggest` and `/preview` take the beginning of a file, base64. */
export const mappingSample = z
  .object({
    file_name: z.string().min(1).max(500),
    content: z.base64().max(2 * 1024 * 1024),
    /** Absent: they are suggested. */
    rules: mappingRules.optional(),
  })
  .strict();

export const mappingPreview = z.object({
  rules: mappingRules,
  /** What is left open, in sentences. */
  open_points: z.array(z.string()),
  /** Columns of the file, in order. */
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.unknown())),
  /** What the first rows become. */
  lines: z.array(statementLine),
  problems: z.array(z.object({ line: z.number().int().optional(), reason: z.string() })),
});
export type MappingPreview = z.infer<typeof mappingPreview>;
