import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestIo } from '../testing.ts';
import { formatExact, formatMilliseconds, formatShare, moneyFormatter } from './figures.ts';
import { createOutput } from './output.ts';
import { barText, createProgress } from './progress.ts';
import { cellWidth, fieldLines, tableLines } from './table.ts';

describe('tableLines', () => {
  const columns = [
    { title: 'NAME', value: (row: { name: string; n: number }) => row.name },
    { title: 'N', value: (row: { n: number }) => String(row.n), align: 'right' as const },
  ];

  it('aligns text left and numbers right, by what a terminal shows', () => {
    const rows = [
      { name: 'a', n: 5 },
      { name: '日本', n: 12345 },
    ];
    expect(tableLines(columns, rows)).toEqual(['NAME      N', 'a         5', '日本  12345']);
  });

  it('never lets a value break the line or drive the terminal', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.string({ unit: 'binary' }), n: fc.nat() })), (rows) => {
        const lines = tableLines(columns, rows);
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('pads every line of right-aligned last columns to one width', () => {
    const rows = [1, 22, 333].map((n) => ({ name: 'x', n }));
    expect(new Set(tableLines(columns, rows).map(cellWidth)).size).toBe(1);
  });
});

describe('fieldLines', () => {
  it('leaves out what is not known', () => {
    expect(
      fieldLines([
        ['a', '1'],
        ['long', undefined],
        ['bcd', '2'],
      ]),
    ).toEqual(['a    1', 'bcd  2']);
  });
});

describe('figures', () => {
  it.each([
    ['0.000150000000', '0.00015'],
    ['3', '3.00'],
    ['1234567.5', '1,234,567.50'],
    ['-0.25', '-0.25'],
    ['0.000000000000', '0.00'],
  ])('shows %s exactly as %s', (amount, text) => expect(formatExact(amount)).toBe(text));

  it('gives a column of amounts the same number of decimals', () => {
    const column = ['1234.5678', '0.5', '0.001', '0'];
    expect(column.map(moneyFormatter(column))).toEqual(['1,234.57', '0.50', '<0.01', '0.00']);
    expect(moneyFormatter(['0.00015'])('0.00015')).toBe('0.000150');
    expect(moneyFormatter(['0.0000001'])('0.0000001')).toBe('<0.000001');
  });

  it('shows parts of a whole, and nothing of nothing', () => {
    expect(formatShare('1', '3')).toBe('33.3%');
    expect(formatShare('3', '3')).toBe('100.0%');
    expect(formatShare('0', '0')).toBe('');
  });

  it('shows time as people say it', () => {
    expect([3.4, 1_240, 200_000].map(formatMilliseconds)).toEqual(['3 ms', '1.24 s', '3 min 20 s']);
  });
});

describe('createOutput', () => {
  const terminal = { isTTY: { stdin: true, stdout: true, stderr: true } };
  const coloured = (io = createTestIo(terminal), options = { json: false }) =>
    createOutput(io, options).style('red', 'x') !== 'x';

  it('colours only for a terminal, without NO_COLOR, and never JSON', () => {
    expect(coloured()).toBe(true);
    expect(coloured(createTestIo())).toBe(false);
    expect(coloured(createTestIo({ ...terminal, env: { NO_COLOR: '1' } }))).toBe(false);
    expect(coloured(createTestIo(terminal), { json: true })).toBe(false);
  });

  it('keeps remarks off stdout, and quiet under --json', () => {
    const io = createTestIo();
    createOutput(io, { json: false }).note('remark');
    createOutput(io, { json: true }).warn('remark');
    expect(io.out()).toBe('');
    expect(io.err()).toBe('remark\n');
  });
});

describe('progress', () => {
  it('draws on a terminal and clears it at the end', () => {
    const io = createTestIo({ isTTY: { stdin: false, stdout: false, stderr: true } });
    const progress = createProgress(io, createOutput(io, { json: false }), 200);
    progress.update(100, '5 read');
    progress.end();
    expect(io.err()).toContain('50%  5 read');
    expect(io.err().endsWith('\u001b[2K')).toBe(true);
  });

  it('is silent elsewhere', () => {
    const io = createTestIo();
    createProgress(io, createOutput(io, { json: false }), 200).update(100, 'x');
    expect(io.err()).toBe('');
  });

  it('never shows more than all', () => {
    expect(barText(300, 200)).toMatch(/100%$/);
    expect(barText(2_048, undefined)).toBe('2.0 KiB');
  });
});
