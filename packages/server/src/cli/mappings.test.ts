import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mappingRules } from '@weir/core/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);
const rules = mappingRules.parse({
  columns: { since: 'date', cost: 'cost' },
  constants: { provider: 'p', currency: 'USD' },
});
const MAPPING = {
  id: 'm',
  name: 'm',
  rules,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
};

describe('weir mapping', () => {
  it('suggests rules to standard output and what they come to beside it', async () => {
    writeFileSync(join(dir, 'a.csv'), 'date,cost\n2026-11-05,1\n');
    const preview = {
      rules,
      open_points: ['Say who bills.'],
      columns: ['date', 'cost'],
      rows: [],
      lines: [],
      problems: [{ line: 3, reason: 'no date' }],
    };
    const { run, sent } = onControl({ 'POST /mapping-previews': { body: preview } });
    const result = await run('mapping suggest a.csv');
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toMatch(/^columns:\n {2}since: date\n/);
    expect(result.err).toContain('line 3: no date');
    expect(result.err).toContain('Say who bills.');
    expect(sent('POST /mapping-previews')).toEqual({
      file_name: 'a.csv',
      content: Buffer.from('date,cost\n2026-11-05,1\n').toString('base64'),
    });
  });

  it('saves what suggest printed: a new one, and one that exists', async () => {
    writeFileSync(join(dir, 'rules.yaml'), 'columns:\n  since: date\n  cost: cost\n');
    const fresh = onControl({
      'GET /mappings/m': { status: 404, body: { error: { code: 'not_found', message: 'no' } } },
      'POST /mappings': { body: MAPPING },
    });
    expect(await fresh.run('mapping save m rules.yaml --name Bills')).toMatchObject({ code: 0 });
    expect(fresh.sent('POST /mappings')).toEqual({
      id: 'm',
      name: 'Bills',
      rules: { columns: { since: 'date', cost: 'cost' } },
    });
    const known = onControl({ 'GET /mappings/m': { body: MAPPING }, 'PATCH /mappings/m': { body: MAPPING } });
    expect(await known.run('mapping save m rules.yaml')).toMatchObject({ code: 0 });
    expect(known.sent('PATCH /mappings/m')).toEqual({ rules: { columns: { since: 'date', cost: 'cost' } } });
  });

  it('lists and shows them', async () => {
    const { run } = onControl({
      'GET /mappings': { body: { data: [MAPPING], next_cursor: null } },
      'GET /mappings/m': { body: MAPPING },
    });
    expect((await run('mapping list')).out).toContain('since, cost');
    expect((await run('mapping show m')).out).toContain('since: date');
    expect(await run('mapping save m gone.yaml')).toMatchObject({ code: 3 });
  });
});
