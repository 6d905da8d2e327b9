import { mappingRules } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connector } from '../files/connectors.fixture.ts';
import { openBytes } from '../files/open.ts';
import { deliver } from '../files/testing.fixture.ts';
import { previewMapping } from './preview.ts';
import { suggestMapping } from './suggest.ts';
import { readDate, readNumber } from './values.ts';

const rules = mappingRules.parse({
  columns: {
    since: 'Datum',
    model: 'Modell',
    cost: 'Kosten',
    quantity: 'Menge',
    unit: 'Art',
    invoice: 'Rechnung',
    'tag.team': 'Team',
  },
  constants: { provider: 'mistral', currency: 'EUR' },
  decimal_comma: true,
  dates: 'dmy',
  time_zone: 'Europe/Berlin',
  unit_scale: '1000',
  values: { unit: { Eingabe: 'input_tokens', Ausgabe: 'output_tokens' } },
  totals: { column: 'Modell', is: 'Summe' },
});
const HEADER = 'Datum;Modell;Art;Menge;Kosten;Rechnung;Team;Notiz\n';

const generic = connector('generic-file', { bill: rules });
const read = (text: string | Buffer, settings: Record<string, unknown> = { mapping: 'bill' }) =>
  deliver(generic, openBytes('Rechnung.csv', Buffer.from(text as string)), settings);

describe('any file by a mapping', () => {
  it('makes lines of columns and constants, in the zone and with the decimal comma of the mapping', async () => {
    const text = `${HEADER}05.11.2026;mistral-large;Eingabe;1.234,5;12,50;R1;Süd;x\n`;
    const { lines, bad, warnings } = await read(Buffer.from(text, 'latin1'));
    expect({ bad, warnings }).toEqual({ bad: [], warnings: [] });
    expect(lines[0]).toMatchObject({
      provider: 'mistral',
      model: 'mistral-large',
      unit: 'input_tokens',
      since: '2026-11-04T23:00:00.000Z',
      until: '2026-11-05T23:00:00.000Z',
      quantity: '1234500',
      cost: '12.5',
      currency: 'EUR',
      invoice: 'R1',
      tags: { team: 'Süd' },
      further: { Notiz: 'x' },
    });
  });

  it('compares totals with their rows instead of counting them twice', async () => {
    const row = '05.11.2026;m;Eingabe;1;1,50;R1;a;\n';
    const other = row.replace('m;', 'n;');
    const { lines, warnings } = await read(
      `${HEADER}${row}${other};Summe;;;3,00;;;\n${row}${other};Summe;;;3,01;;;\n`,
    );
    expect(lines).toHaveLength(4);
    expect(warnings).toEqual([
      'A total says 3.01, but the rows before it sum to 3: a difference of -0.01 (1 rows).',
    ]);
  });

  it('keeps rows of units that Weir does not know, and names them', async () => {
    const { lines, warnings } = await read(`${HEADER}05.11.2026;m;Seiten;7;1,50;R1;a;\n`);
    expect(lines[0]).toMatchObject({ cost: '1.5', further: { unit: 'Seiten', quantity: '7000' } });
    expect(lines[0]?.unit).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('"unit Seiten" is not known')]);
  });

  it('tells a line of each unit that has a column of its own', async () => {
    const wide = mappingRules.parse({
      columns: {
        since: 'day',
        cost: 'cost',
        'quantity.input_tokens': 'in',
        'quantity.output_tokens': 'out',
        currency: 'cur',
      },
      constants: { provider: 'p' },
    });
    const { lines } = await read('day,in,out,cost,cur\n2026-11-05,10,20,0.5,USD\n', { rules: wide });
    expect(lines.map(({ unit, quantity, cost, tells }) => [unit, quantity, cost, tells])).toEqual([
      ['input_tokens', '10', undefined, 'usage'],
      ['output_tokens', '20', undefined, 'usage'],
      [undefined, undefined, '0.5', 'cost'],
    ]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
  });

  it('negates costs that stand with a minus, and says what a row lacks', async () => {
    const negated = mappingRules.parse({
      columns: { since: 'd', cost: 'c', currency: 'cur' },
      constants: { provider: 'p' },
      sign: 'negate',
    });
    const { lines, bad } = await read(
      'd,c,cur\n2026-11-05,-5,USD\n2026-11-05,5,\n,5,USD\n2026-11-05,,USD\n2026-11-05,"1,5",USD\n',
      {
        rules: negated,
      },
    );
    expect(lines.map(({ cost }) => cost)).toEqual(['5']);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [3, expect.stringContaining('The currency is missing')],
      [4, expect.stringContaining('d (since) is missing')],
      [5, expect.stringContaining('neither a cost nor a quantity')],
      [6, expect.stringContaining('set decimal_comma')],
    ]);
  });

  it('says so when the mapping does not exist', async () => {
    await expect(read(HEADER, { mapping: 'gone' })).rejects.toThrow('The mapping "gone" does not exist');
  });

  it('reads overlapping files as the same lines', async () => {
    const row = (day: number) => `${String(day).padStart(2, '0')}.11.2026;m;Eingabe;1;1,50;R1;a;\n`;
    const first = await read(HEADER + row(1) + row(2));
    const second = await read(HEADER + row(2) + row(3));
    expect(second.lines[0]).toEqual(first.lines[1]);
    expect(second.lines[1]?.id).not.toBe(first.lines[0]?.id);
  });
});

describe('numbers and dates', () => {
  it.each([
    ['1,234.50', false, '1234.5'],
    ['$1,234', false, '1234'],
    ['(12.50)', false, '-12.5'],
    ['12.50-', false, '-12.5'],
    ['1.5E-7', false, '0.00000015'],
    ['12 USD', false, '12'],
    ['1.234,50 €', true, '1234.5'],
    ['1.234', true, '1234'],
    ["1'234,5", true, '1234.5'],
    ['-0,1', true, '-0.1'],
  ])('reads %s (comma: %s) as %s', (text, decimal_comma, value) => {
    expect(readNumber(text, 'cost', { decimal_comma }).toString()).toBe(value);
  });

  it.each([
    ['1,5', false],
    ['1.5', true],
    ['abc', false],
    ['', false],
  ])('does not guess what %s (comma: %s) is', (text, decimal_comma) => {
    expect(() => readNumber(text, 'cost', { decimal_comma })).toThrow('cost is');
  });

  it('reads every amount as it was written in either style', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 0, max: 12 }),
        (digits, scale) => {
          const value = new Decimal(digits, scale);
          const text = value.toString();
          expect(readNumber(text, 'c', { decimal_comma: false }).compare(value)).toBe(0);
          expect(readNumber(text.replace('.', ','), 'c', { decimal_comma: true }).compare(value)).toBe(0);
        },
      ),
    );
  });

  it.each([
    ['2026-11-05', 'auto', 'UTC', '2026-11-05T00:00:00.000Z'],
    ['2026-11', 'auto', 'UTC', '2026-11-01T00:00:00.000Z'],
    ['20261105', 'auto', 'UTC', '2026-11-05T00:00:00.000Z'],
    ['05.11.2026 14:30', 'auto', 'Europe/Berlin', '2026-11-05T13:30:00.000Z'],
    ['11/25/2026 2:05 PM', 'auto', 'UTC', '2026-11-25T14:05:00.000Z'],
    ['05/11/2026', 'dmy', 'UTC', '2026-11-05T00:00:00.000Z'],
    ['2026-07-01T00:00:00+02:00', 'auto', 'UTC', '2026-06-30T22:00:00.000Z'],
    ['1793836800', 'epoch', 'UTC', '2026-11-05T00:00:00.000Z'],
  ] as const)('reads %s (%s, %s) as %s', (text, dates, time_zone, iso) => {
    expect(new Date(readDate(text, 'since', { dates, time_zone })).toISOString()).toBe(iso);
  });

  it.each(['05/11/2026', '31.02.2026', 'soon', '5.13.2026'])('does not guess what %s is', (text) => {
    expect(() => readDate(text, 'since', { dates: 'auto', time_zone: 'UTC' })).toThrow('since is');
  });
});

describe('suggestions', () => {
  it('finds columns by their names, the decimal comma, the format of dates and the currency', () => {
    const { rules: suggested, open_points } = suggestMapping(
      ['Datum', 'Modell', 'Menge', 'Betrag (EUR)', 'Kosten', 'tag:team'],
      [{ Datum: '25/11/2026', Modell: 'x', Menge: '5', Kosten: '1,50 €' }],
    );
    expect(suggested).toMatchObject({
      columns: { since: 'Datum', model: 'Modell', quantity: 'Menge', cost: 'Kosten', 'tag.team': 'tag:team' },
      constants: { currency: 'EUR' },
      decimal_comma: true,
      dates: 'dmy',
    });
    expect(open_points).toEqual(['No column says who bills: give constants.provider, such as openai.']);
  });

  it('asks what it cannot know', () => {
    const { open_points } = suggestMapping(['date', 'cost'], [{ date: '05/11/2026', cost: '$1' }]);
    expect(open_points).toEqual([
      'No column says who bills: give constants.provider, such as openai.',
      'No column says the currency: give constants.currency, such as USD.',
      'Dates can be read with day or month first: set dates to dmy or mdy.',
    ]);
  });

  it('shows the first rows as lines, and what is wrong with them', async () => {
    const text =
      'date,provider,model,cost,currency\n2026-11-05,openai,gpt-4o,1.5,USD\n2026-11-05,openai,gpt-4o,x,USD\n';
    const preview = await previewMapping('a.csv', Buffer.from(text), undefined, {
      isUnit: () => true,
      now: '2026-12-03T00:00:00Z',
    });
    expect(preview).toMatchObject({
      open_points: [],
      columns: ['date', 'provider', 'model', 'cost', 'currency'],
      lines: [{ cost: '1.5', model: 'gpt-4o' }],
      problems: [{ line: 3, reason: expect.stringContaining('cost is "x", not a number') }],
    });
  });
});
