import { type MappingRules, mappingRules, type StatementLine } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type BillFormat, billSettings, type Understood } from '../files/bill.ts';
import type { Columns, Row } from '../files/columns.ts';
import type { RowContext } from '../sources/port.ts';
import { linesOf } from './lines.ts';
import { readNumber } from './values.ts';

const settings = z
  .object({
    ...billSettings,
    /** Id of a saved mapping. */
    mapping: z.string().min(1).optional(),
    /** Or the rules themselves. */
    rules: mappingRules.optional(),
  })
  .strict()
  .refine(({ mapping, rules }) => (mapping === undefined) !== (rules === undefined), {
    message: 'Give either mapping, the id of a saved one, or rules.',
    path: ['mapping'],
  });
type Settings = z.infer<typeof settings>;

/** Saved mappings. */
export interface SavedMappings {
  /** As last loaded; undefined when there is none. */
  known(id: string): MappingRules | undefined;
  load(id: string): Promise<void>;
}

/** Any file of costs or usage, by a mapping of its columns. */
export function genericFile(mappings: SavedMappings): BillFormat<Settings> {
  const rulesOf = (options: Settings): MappingRules => {
    const rules = options.rules ?? mappings.known(options.mapping ?? '');
    if (rules !== undefined) return rules;
    throw new WeirError('invalid_argument', `The mapping ${JSON.stringify(options.mapping)} does not exist`, {
      field: 'settings.mapping',
      remedy: 'Save it with weir mapping save, or name another.',
    });
  };
  const totals = new WeakMap<Columns, Decimal>();
  return {
    kind: 'generic-file',
    name: 'Any CSV, JSON or Parquet file',
    settings,
    defaultRole: 'statement',
    defaultSchedule: '47 * * * *',
    prepare: async ({ mapping }) => {
      if (mapping !== undefined) await mappings.load(mapping);
    },
    read: (options) => ({ skipLines: rulesOf(options).skip_lines }),
    understand(fields, ctx: RowContext, options, columns): Understood {
      const rules = rulesOf(options);
      const row = columns.of(fields);
      const cost = costOf(row, rules);
      if (isTotal(row, rules)) {
        const sum = totals.get(columns) ?? Decimal.ZERO;
        totals.set(columns, Decimal.ZERO);
        if (cost === undefined || cost.compare(sum) === 0) return { lines: [] };
        const gap = sum.subtract(cost).toString();
        return {
          lines: [],
          contradiction: `A total says ${cost.toString()}, but the rows before it sum to ${sum.toString()}: a difference of ${gap}`,
        };
      }
      const lines = linesOf(row, rules, ctx);
      if (cost !== undefined) totals.set(columns, (totals.get(columns) ?? Decimal.ZERO).add(cost));
      const invoice = lines.find((line) => line.invoice !== undefined)?.invoice;
      return {
        ...withKnownUnits(lines, ctx),
        ...(invoice === undefined || cost === undefined ? {} : { invoice: { id: invoice, cost } }),
      };
    },
  };
}

function isTotal(row: Row, { totals }: MappingRules): boolean {
  return totals !== undefined && row.text(totals.column) === totals.is;
}

function costOf(row: Row, rules: MappingRules): Decimal | undefined {
  const text = row.text(rules.columns['cost'] ?? '');
  if (text === undefined) return undefined;
  const cost = readNumber(text, 'cost', rules);
  return rules.sign === 'negate' ? Decimal.ZERO.subtract(cost) : cost;
}

/** A unit that Weir does not know is none: the line keeps in `further` what the file calls it. */
function withKnownUnits(
  lines: readonly StatementLine[],
  { isUnit }: RowContext,
): Pick<Understood, 'lines' | 'unknown'> {
  const stranger = lines.find(({ unit }) => unit !== undefined && !isUnit(unit))?.unit;
  if (stranger === undefined) return { lines };
  return {
    unknown: `unit ${stranger}`,
    lines: lines.map((line) => {
      if (line.unit === undefined || isUnit(line.unit)) return line;
      const { unit, quantity, ...rest } = line;
      return { ...rest, further: { ...rest.further, unit, ...(quantity === undefined ? {} : { quantity }) } };
    }),
  };
}
