import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRates } from './commands/exchange-rate/csv.ts';
import { onControl } from './testing.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-prices-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const LIST = {
  id: 'list_1',
  version: 'prices 2',
  digest: 'abc',
  state: 'proposed',
  in_force: false,
  source: 'list.json',
  changes: { added: 0, removed: 0, raised: 1, lowered: 0, changed: 0 },
  proposed_by: 'cli',
  proposed_at: '2026-11-22T10:00:00.000Z',
};

describe('weir price', () => {
  it('shows what a list would change before it is proposed', async () => {
    writeFileSync(join(dir, 'list.json'), '{"source":{},"providers":[]}');
    const rates = [{ unit: 'input_tokens', before: '2.5', after: '3', percent: '20' }];
    const diff = [{ provider: 'openai', model: 'gpt-4o', change: 'raised', rates }];
    const { run, sent } = onControl(dir, { 'POST /prices/lists': { body: { ...LIST, diff } } });
    const dry = await run('price update --file list.json --dry-run');
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('openai/gpt-4o');
    expect(dry.out).toMatch(/2\.5 +3 +20/);
    expect(sent('POST /prices/lists')).toEqual({
      content: { source: {}, providers: [] },
      source: 'list.json',
      dry_run: true,
    });
    expect((await run('price update --file nothing.json')).code).not.toBe(0);
  });

  it('approves from a date of the organization', async () => {
    const body = { ...LIST, state: 'approved', from: '2026-12-01T00:00:00.000Z', decided_by: 'cli' };
    const organization = {
      id: 'default',
      name: 'Acme',
      time_zone: 'UTC',
      currency: 'USD',
      created_at: LIST.proposed_at,
      updated_at: LIST.proposed_at,
    };
    const { run, sent } = onControl(dir, {
      'POST /prices/lists/list_1/approve': { body },
      'GET /organization': { body: organization },
    });
    const { out } = await run(['price', 'approve', 'list_1', '--from', '2026-12-01', '--note', 'checked']);
    expect(sent('POST /prices/lists/list_1/approve')).toEqual({
      from: '2026-12-01T00:00:00.000Z',
      note: 'checked',
    });
    expect(out).toContain('2026-12-01');
  });
});

describe('weir agreement create', () => {
  it('sends terms as they are written, and says what is missing', async () => {
    const body = {
      id: 'a-1',
      name: 'a-1',
      kind: 'commitment',
      provider: 'openai',
      currency: 'USD',
      from: '2026-01-01T00:00:00.000Z',
      terms: { amount: '100' },
      source: 'c',
      created_at: LIST.proposed_at,
      updated_at: LIST.proposed_at,
    };
    const { run, sent } = onControl(dir, { 'POST /agreements': { body } });
    const made = await run([
      'agreement',
      'create',
      'a-1',
      '--kind=commitment',
      '--provider=openai',
      '--from=2026-01-01T00:00:00Z',
      '--terms={"amount":"100"}',
      '--source=c',
    ]);
    expect(made.code).toBe(0);
    expect(sent('POST /agreements')).toMatchObject({ id: 'a-1', terms: { amount: '100' }, currency: 'USD' });
    const missing = await run('agreement create a-1 --kind commitment');
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('--provider');
  });
});

describe('exchange rates of a file', () => {
  const options = { base: 'EUR', source: 'ecb', currencies: undefined, since: undefined };

  it('are read as the European Central Bank publishes them', () => {
    const text =
      '\uFEFFDate,USD,JPY,CYP,\r\n2026-11-20,1.0567,160.10,N/A,\r\n2026-11-19,1.0551,159.9,N/A,\r\n';
    const rates = parseRates(text, { ...options, currencies: new Set(['USD']), since: '2026-11-20' });
    expect(rates).toEqual([
      { base: 'EUR', quote: 'USD', rate: '1.0567', from: '2026-11-20T00:00:00Z', source: 'ecb' },
    ]);
    expect(parseRates(text, options)).toHaveLength(4);
  });

  it('are read as a row each, and refused with the line at fault', () => {
    expect(parseRates('date,base,quote,rate\n2026-11-20,USD,EUR,0.95', options)[0]).toMatchObject({
      base: 'USD',
      quote: 'EUR',
      rate: '0.95',
    });
    expect(() => parseRates('date,USD\n2026-11-20,1\n20.11.2026,1', options)).toThrow('Line 3');
    expect(() => parseRates('date,USD\n2026-11-20,-1', options)).toThrow('no rate');
    expect(() => parseRates('USD,EUR\n1,2', options)).toThrow('"date"');
  });
});
